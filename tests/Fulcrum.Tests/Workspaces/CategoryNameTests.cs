using Xunit;

namespace Fulcrum.Tests.Workspaces;

/// <summary>A category that is named like something every object of JavaScript has would be answered yes by nobody: it is refused.</summary>
public sealed class CategoryNameTests
{
    [Theory]
    [InlineData("constructor", true)]
    [InlineData("toString", true)]
    [InlineData("valueOf", true)]
    [InlineData("hasOwnProperty", true)]
    [InlineData("__proto__", true)]
    [InlineData("construct", false)]
    [InlineData("C0002", false)]
    public void A_name_that_scripts_know_already_is_refused(string name, bool isRefused)
    {
        var files = Samples.MotorsFiles.SetItem("sources.yaml", Samples.MotorsFiles["sources.yaml"].Replace("functional: personalization", $"{name}: personalization", StringComparison.Ordinal));

        Assert.Equal(isRefused, Spoiled.Faults(files).Any(fault => fault.EndsWith(" category-name-taken", StringComparison.Ordinal)));
    }
}
