using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Backups;
using Fulcrum.Cli.Doctor;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Tests.Doctor;

/// <summary>Each check has a case in which it complains, and one in which it does not.</summary>
public class DoctorTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Instant At = Instant.From(Now);

    private static readonly WorkspaceFault Complaint = new(new Place("purposes.yaml", 3, 1), new Fault("c", "w", "r"));

    /// <summary>What is found in a good case, in one worth a look and in one to mend; empty where there is no such case.</summary>
    private static readonly Dictionary<string, (Check Good, Check? Look, Check? Mend)> Cases = new()
    {
        ["open files"] = (MachineChecks.Files(65_536), MachineChecks.Files(4_096), MachineChecks.Files(256)),
        ["memory"] = (MachineChecks.Memory(1L << 30), MachineChecks.Memory(128L << 20), null),
        ["time zones"] = (MachineChecks.Zones("TZDB: 2026f (mapping: 1)", Now), MachineChecks.Zones("TZDB: 2023c (mapping: 1)", Now), null),
        ["user"] = (MachineChecks.User(false, true), MachineChecks.User(true, true), null),
        ["disk"] = (DiskChecks.Space(50L << 30), DiskChecks.Space(2L << 30), DiskChecks.Space(900L << 20)),
        ["folder"] = (DiskChecks.Folder("s", UnixFileMode.UserRead), DiskChecks.Folder("s", UnixFileMode.OtherRead), DiskChecks.Folder("s", UnixFileMode.OtherWrite | UnixFileMode.OtherRead)),
        ["tail place"] = (DiskChecks.Tail("t", false), DiskChecks.Tail("t", true), null),
        ["access keys"] = (AccessChecks.Mode("a", UnixFileMode.UserRead), null, AccessChecks.Mode("a", UnixFileMode.UserRead | UnixFileMode.GroupRead)),
        ["access surplus"] = (AccessChecks.Surplus(Keys(2, 10), Now), AccessChecks.Surplus(Keys(3, 10), Now), null),
        ["access age"] = (AccessChecks.Age(Keys(1, 364), Now), AccessChecks.Age(Keys(1, 366), Now), null),
        ["key folder"] = (KeyChecks.Modes([("k", UnixFileMode.UserRead)]), null, KeyChecks.Modes([("k/kek", UnixFileMode.OtherRead)])),
        ["key age"] = (KeyChecks.Age(TimeSpan.FromDays(364)), KeyChecks.Age(TimeSpan.FromDays(366)), null),
        ["key rotation"] = (KeyChecks.Rotation(0), null, KeyChecks.Rotation(1)),
        ["certificate"] = (CertificateChecks.Ends("certificate", Now.AddDays(15), Now, "r"), null, CertificateChecks.Ends("certificate", Now.AddDays(13), Now, "r")),
        ["rights certificate"] = (CertificateChecks.Ends("rights certificate", Now.AddDays(90), Now, "r"), null, CertificateChecks.Ends("rights certificate", Now.AddDays(-1), Now, "r")),
        ["certificate chain"] = (CertificateChecks.Chain(false, 1), CertificateChecks.Chain(true, 0), CertificateChecks.Chain(false, 0)),
        ["backup"] = (BackupChecks.Made(Made(1), Now), BackupChecks.Made(Made(3), Now), null),
        ["backup trial"] = (BackupChecks.Tried(Tried(1, true), Now), BackupChecks.Tried(Tried(40, true), Now), BackupChecks.Tried(Tried(1, false), Now)),
        ["backup keys"] = (BackupChecks.Apart(Made(1)), BackupChecks.Apart(Made(1) with { KeysTo = "/data/keys" }), null),
        ["requests"] = (PeopleChecks.Requests([Later(4)], At), PeopleChecks.Requests([Later(2)], At), PeopleChecks.Requests([Later(-1)], At)),
        ["systems"] = (PeopleChecks.Systems([], 3), null, PeopleChecks.Systems(["crm", "crm"], 3)),
        ["mail"] = (PeopleChecks.Messages(0), PeopleChecks.Messages(3), PeopleChecks.Messages(101)),
        ["quarantine"] = (PeopleChecks.Quarantine(1_000, 20), PeopleChecks.Quarantine(1_000, 21), PeopleChecks.Quarantine(1_000, 201)),
        ["workspace warnings"] = (WorkspaceChecks.Warnings(Reading()), WorkspaceChecks.Warnings(Reading() with { Warnings = [Complaint] }), null),
        ["notices"] = (WorkspaceChecks.Notices([]), WorkspaceChecks.Notices(["general@1"]), null),
        ["workspace"] = (WorkspaceChecks.InForce(Applied, Reading()), null, WorkspaceChecks.InForce(Applied, Reading() with { Faults = [Complaint] })),
        ["intake"] = (StoreChecks.Limited(null), null, StoreChecks.Limited(new Fault("store-no-room", "full", "make room"))),
        ["tail log"] = (StoreChecks.TailLog(null, "t"), null, StoreChecks.TailLog(new Fault("tail-damaged", "damaged", "r"), "t")),
        ["damaged rows"] = (StoreChecks.DamagedRows(0), null, StoreChecks.DamagedRows(1)),
        ["checksums"] = (StoreChecks.Checksums(true), null, StoreChecks.Checksums(false)),
        ["erasures"] = (StoreChecks.Erasures(0), null, StoreChecks.Erasures(1)),
        ["postgres version"] = (PostgresChecks.Version(170_001), PostgresChecks.Version(150_013), null),
        ["postgres commit"] = (PostgresChecks.Commit("on"), PostgresChecks.Commit("local"), PostgresChecks.Commit("off")),
        ["postgres connections"] = (PostgresChecks.Connections(100, 5, 3), PostgresChecks.Connections(100, 80, 3), PostgresChecks.Connections(97, 5, 5)),
        ["postgres clock"] = (PostgresChecks.Skew(TimeSpan.FromMilliseconds(3)), PostgresChecks.Skew(TimeSpan.FromSeconds(-2)), PostgresChecks.Skew(TimeSpan.FromMinutes(-2))),
        ["postgres archive"] = (PostgresChecks.Archive(true), PostgresChecks.Archive(false), null),
        ["postgres transport"] = (PostgresChecks.Transport(true, false), PostgresChecks.Transport(false, false), null),
        ["postgres vacuum"] = (PostgresChecks.Vacuum(true), null, PostgresChecks.Vacuum(false)),
        ["postgres transactions"] = (PostgresChecks.Idle(TimeSpan.Zero), PostgresChecks.Idle(TimeSpan.FromHours(2)), null),
        ["postgres address"] = (PostgresChecks.Address(true), PostgresChecks.Address(false), null),
    };

    private static AppliedWorkspace Applied => new("v1", At, "me", ImmutableSortedDictionary<string, string>.Empty);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_check_is_quiet_where_all_is_well_and_says_what_to_do_where_it_is_not(string name)
    {
        var (good, look, mend) = Cases[name];

        Assert.True(look is not null || mend is not null);
        Assert.True(good is { IsGood: true, IsAdvice: false });
        Assert.True(look is null or { IsGood: true, IsAdvice: true });
        Assert.True(mend is null or { IsGood: false, Remedy.Length: > 0 });
        Assert.All(new[] { good, look, mend }, check => Assert.Equal(name, check?.Name ?? name));
    }

    [Fact]
    public async Task A_fresh_store_is_fit_and_every_check_says_what_it_found_in_words_and_in_json()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);

        var (exit, data, _) = await CliProcess.RunAsync("doctor", "--store", folder["store"], "--port", "0", "--json");
        var words = await CliProcess.RunAsync("doctor", "--store", folder["store"], "--port", "0");

        var checks = JsonDocument.Parse(data).RootElement.GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(ExitCode.Ok, exit);
        Assert.True(checks.Count >= 25, $"{checks.Count} checks");
        Assert.All(checks, check => Assert.NotEqual("", check.GetProperty("found").GetString()));
        Assert.Equal(checks.Count, checks.Select(check => check.GetProperty("name").GetString()).Distinct().Count());
        Assert.All(checks, check => Assert.Contains(check.GetProperty("name").GetString()!, words.Data, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_with_a_real_store_is_found_and_the_command_fails()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);
        await File.WriteAllTextAsync(folder["cert.pem"], "no certificate", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder["store"], File.GetUnixFileMode(folder["store"]) | UnixFileMode.OtherWrite);
        }

        var (exit, data, _) = await CliProcess.RunAsync("doctor", "--store", folder["store"], "--port", "0", "--certificate", folder["cert.pem"], "--json");

        var bad = JsonDocument.Parse(data).RootElement.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("isGood").GetBoolean()).Select(check => check.GetProperty("name").GetString());
        Assert.Equal(ExitCode.VerificationFailed, exit);
        Assert.Equal(["folder", "certificate"], bad);
    }

    [Fact]
    public void The_limit_of_open_files_is_read_as_the_kernel_writes_it()
    {
        Assert.Equal(1_024, MachineChecks.OpenFilesOf(["Limit                     Soft Limit           Hard Limit           Units     ", "Max open files            1024                 524288               files     "]));
        Assert.Equal(long.MaxValue, MachineChecks.OpenFilesOf(["Max open files            unlimited            unlimited            files     "]));
        Assert.Equal(long.MaxValue, MachineChecks.OpenFilesOf([]));
    }

    [Fact]
    public void Notices_built_otherwise_than_they_would_be_now_are_named()
    {
        var files = Fulcrum.Cli.Workspaces.WorkspaceFolder.Read(Path.Combine(Folder.Repository, "samples", "motors"));
        var workspace = WorkspaceReader.Read(files, Numbering.Empty).Workspace!;
        var page = files.Keys.First(path => path.StartsWith("notices/built/", StringComparison.Ordinal) && path.EndsWith(".md", StringComparison.Ordinal));

        Assert.Empty(WorkspaceChecks.StaleOf(workspace, files));
        Assert.Equal([page.Split('/')[2]], WorkspaceChecks.StaleOf(workspace, files.SetItem(page, "other words")));
    }

    private static WorkspaceReading Reading() => new(null, Numbering.Empty, []);

    private static AccessKeys Keys(int decide, int days) => new([.. Enumerable.Range(0, decide).Select(at => AccessKey.Of(AccessKeys.Decide, new string((char)('a' + at), 64)) with { MadeAt = Now.AddDays(-days) })]);

    private static MadeBackup Made(int days) => new("b-1", Now.AddDays(-days), 7, "/data/backups", "/elsewhere/keys");

    private static VerifiedBackup Tried(int days, bool good) => new("b-1", Now.AddDays(-days), 7, good, "row 3 differs");

    private static Instant Later(int days) => Instant.From(Now.AddDays(days));
}
