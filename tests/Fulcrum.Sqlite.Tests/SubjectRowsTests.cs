using Fulcrum.Contracts;
using Fulcrum.Sqlite.Profiles;
using Fulcrum.Sqlite.Rights;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

/// <summary>The index by subject written behind: it finds the rows of somebody who is being erased until they are wiped, or nothing would wipe them.</summary>
public sealed class SubjectRowsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fulcrum-subject-rows-");
    private readonly Erased _erased = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Written_while_somebody_is_being_erased_it_still_finds_their_rows_and_forgets_them_once_they_are_wiped()
    {
        var rows = new SubjectRows(_folder.FullName, _erased);
        rows.Add(1, [Rows.Event(7, 1), Rows.Event(8, 2), Rows.Event(7, 3)]);
        _erased.Add(new SubjectId(7));

        rows.Freeze();
        rows.Flush(3);

        Assert.Equal([1, 3], rows.Find(new SubjectId(7), 0));
        _erased.AddWiped(new SubjectId(7));
        rows.Purge();
        Assert.Empty(rows.Find(new SubjectId(7), 0));
        Assert.Equal([2], rows.Find(new SubjectId(8), 0));
    }

    [Fact]
    public void Once_they_are_wiped_their_rows_are_not_written_at_all()
    {
        var rows = new SubjectRows(_folder.FullName, _erased);
        rows.Add(1, [Rows.Event(7, 1), Rows.Event(8, 2)]);
        _erased.Add(new SubjectId(7));
        _erased.AddWiped(new SubjectId(7));

        rows.Freeze();
        rows.Flush(2);

        Assert.Empty(rows.Find(new SubjectId(7), 0));
        Assert.Equal([2], rows.Find(new SubjectId(8), 0));
    }
}
