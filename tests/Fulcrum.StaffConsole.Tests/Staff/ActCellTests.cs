using Fulcrum.StaffConsole.Staff;

namespace Fulcrum.StaffConsole.Tests.Staff;

/// <summary>The log of acts as a table: no cell is a formula, and none is two.</summary>
public sealed class ActCellTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\0=1", "'\0=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("－1,2", "\"'－1,2\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("say \"=1\"", "\"say \"\"=1\"\"\"")]
    [InlineData("staff-signed-in", "staff-signed-in")]
    [InlineData("", "")]
    public void A_cell_is_text_and_one(string text, string expected) => Assert.Equal(expected, AuditRoutes.Cell(text));
}
