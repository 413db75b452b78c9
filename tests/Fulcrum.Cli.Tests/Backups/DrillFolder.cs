using Fulcrum.Cli.Prove.Restore;
using Microsoft.Extensions.Time.Testing;

namespace Fulcrum.Cli.Tests.Backups;

/// <summary>The store of the drill in a folder of its own, under a clock the test moves.</summary>
internal class DrillFolder : DrillStore, IDisposable
{
    private readonly Folder _folder;

    public DrillFolder()
        : this(new Folder(), new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)))
    {
    }

    private DrillFolder(Folder folder, FakeTimeProvider clock)
        : base(folder.Root, System.IO.Path.Combine(Folder.Repository, "samples"), clock, clock.Advance) => (_folder, Clock) = (folder, clock);

    public FakeTimeProvider Clock { get; }

    protected override CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();
}
