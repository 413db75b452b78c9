using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;

namespace Fulcrum.Faults;

/// <summary>What the instruments model, seen at the kernel: a program appends to a store under strace, which records its calls or lets one fail.</summary>
public sealed partial class SystemCallTests : IDisposable
{
    private const int AcknowledgementsMax = 200_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("fulcrum-calls-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder, "store");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_log_and_every_folder_with_new_names_are_synced_before_the_first_acknowledgement()
    {
        var calls = Path.Combine(_folder, "calls");
        _ = await AppendAsync(acknowledgements: 20, "-f", "-y", "-o", calls, "-e", "trace=fsync,fdatasync,write");

        var lines = await File.ReadAllLinesAsync(calls, Cancellation);
        var first = Array.FindIndex(lines, line => Acknowledgement().IsMatch(line));
        Assert.True(first > 0, "No acknowledgement was seen: the test is blind.");
        foreach (var synced in new[] { "journal.db-wal>", "keys/kek.tmp>", "keys/look-up.tmp>", $"{Store}/keys>", $"{Store}>", $"{_folder}>" })
        {
            Assert.Contains(lines[..first], line => Sync().IsMatch(line) && line.Contains(synced, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("fsync,fdatasync", "EIO", 6)]
    [InlineData("fsync,fdatasync", "EIO", 25)]
    [InlineData("pwrite64", "EIO", 40)]
    [InlineData("pwrite64", "ENOSPC", 60)]
    public async Task A_call_that_the_kernel_lets_fail_ends_acknowledging_and_loses_nothing_acknowledged(string call, string error, int position)
    {
        // The log must be there for strace to know it by its path.
        var acknowledged = await AppendAsync(acknowledgements: 5, "-f", "-qq", "-o", "/dev/null", "-e", "trace=none");
        var later = await AppendAsync(
            acknowledgements: AcknowledgementsMax, "-f", "-qq", "-o", "/dev/null", "-P", Path.Combine(Store, "journal.db-wal"), "-e", $"trace={call}",
            "-e", string.Create(CultureInfo.InvariantCulture, $"inject={call}:error={error}:when={position}+"));
        Assert.True(later.Count < AcknowledgementsMax, "The call never failed, or nobody noticed.");
        acknowledged.AddRange(later);

        await using var store = await SqliteStore.OpenAsync(Store, TimeProvider.System, SystemChance.Only, SqliteStoreOptions.Default, Cancellation);
        Assert.Equal(0, store.DamagedRows);
        foreach (var (sequence, number) in acknowledged)
        {
            Assert.Equal(number, Rows.NumberOf((await store.Journal.FindAsync(sequence, Cancellation))!.Value));
        }

        await store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;
    }

    private async Task<List<(long Sequence, int Number)>> AppendAsync(int acknowledgements, params string[] trace)
    {
        if (!File.Exists("/usr/bin/strace"))
        {
            Assert.Skip("strace is needed.");
        }

        var program = Path.Combine(AppContext.BaseDirectory, "Fulcrum.Sqlite.Appender.dll");
        using var appender = Process.Start(new ProcessStartInfo("/usr/bin/strace", [.. trace, "dotnet", program, Store, "0", "after"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = appender.StandardError.ReadToEndAsync(Cancellation);
        var acknowledged = new List<(long, int)>();
        while (acknowledged.Count < acknowledgements && await appender.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (Spoken().Match(line) is { Success: true } said)
            {
                acknowledged.Add((long.Parse(said.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(said.Groups[2].ValueSpan, CultureInfo.InvariantCulture)));
            }
        }

        if (acknowledged.Count == acknowledgements)
        {
            appender.Kill(entireProcessTree: true);
        }

        // Without a kill it ends by itself: the failed call is the end of acknowledging.
        await appender.WaitForExitAsync(Cancellation);
        return acknowledged;
    }

    [GeneratedRegex(@"^(\d+) (\d+)$")]
    private static partial Regex Spoken();

    [GeneratedRegex("""write\(\d+<pipe:[^>]*>, "\d+ \d+\\n""")]
    private static partial Regex Acknowledgement();

    [GeneratedRegex(@"(fsync|fdatasync)\(\d+<")]
    private static partial Regex Sync();

    private sealed class SystemChance : IRandomSource
    {
        public static SystemChance Only { get; } = new();

        public void Fill(Span<byte> bytes) => System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
    }
}
