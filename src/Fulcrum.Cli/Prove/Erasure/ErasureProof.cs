using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Fulcrum.Cli.Prove.Restore;
using Fulcrum.Cli.Stores;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Prove.Erasure;
using Fulcrum.Prove.Results;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Prove.Erasure;

/// <summary>
/// Is anything left of somebody erased, anywhere, in any form? Canaries live in a scratch store among neighbours, are erased while events
/// still come in, the store is compacted, and every file is looked through; before, so that the scan is known to see, and after.
/// </summary>
/// <param name="Drill">Where it happens.</param>
/// <param name="Files">The files of its store.</param>
/// <param name="Canaries">How many are erased.</param>
/// <param name="Seed">What their marks come from.</param>
internal sealed record ErasureProof(DrillStore Drill, ErasureFiles Files, int Canaries, long Seed)
{
    private const int Neighbours = 200;
    private const double UnreadableMsMax = 1_000;

    private static readonly string[] Places = [ErasureFiles.Keys, ErasureFiles.Journal, ErasureFiles.Quarantine, ErasureFiles.Snapshots, ErasureFiles.Indexes];

    private readonly List<string> _findings = [];
    private readonly Residue _residue = new();
    private readonly List<double> _unreadableMs = [];

    /// <summary>Runs it.</summary>
    /// <param name="clock">Times it.</param>
    /// <param name="say">Told each step.</param>
    /// <param name="cancellation">Stops it between two steps.</param>
    public async Task<ProofResult> RunAsync(TimeProvider clock, Action<string> say, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        Canary[] canaries = [.. Enumerable.Range(0, Canaries).Select(number => new Canary(number, MarkOf(number)))];
        var marks = new MarkScan(canaries);
        say($"Writing the {canaries[0].Texts.Count} texts of a canary in {SearchForms.Names.Length} forms, which the scan must find ...");
        var forms = FindInTheClear(canaries[0], marks);

        say($"{Canaries} canaries and {Neighbours} neighbours live in a scratch store ...");
        await LiveAsync(canaries, cancellation);
        var before = await ScanAsync();
        var kept = _residue.Find(before);
        var neighbours = await DigestAsync(cancellation);
        var personal = await CountPersonalAsync(canaries, cancellation);

        say("Erasing the canaries while events still come in, and compacting ...");
        var late = await EraseAsync(canaries, clock, cancellation);
        say("Looking through every file ...");
        var scanning = clock.GetTimestamp();
        var after = await ScanAsync();
        var left = _residue.Find(after);
        var hits = after.Sum(file => Told(file.Place, marks.Find(file.Bytes)));
        var scanSeconds = clock.GetElapsedTime(scanning).TotalSeconds;
        var changed = Differences(neighbours, await DigestAsync(cancellation));
        var returned = await CountPersonalAsync(canaries, cancellation);

        foreach (var (place, count) in left)
        {
            _findings.Add($"residue: {count} pieces of the erased are left in {place}");
        }

        return Made(clock, clock.GetElapsedTime(started).TotalSeconds, claims: [
                new Claim("marks-found", new LocalText("texts of the erased found in a file, in any of twelve forms", "текстов удалённых найдено в файлах, в любой из двенадцати форм"), hits, after.Count * marks.SearchesAFile, new LocalText("searches", "поисков")),
                new Claim("residue-left", new LocalText("pieces of their sealed rows, keys, snapshots, payloads and index entries left on the disk", "частей их зашифрованных строк, ключей, снимков, данных и записей указателей осталось на диске"), left.Values.Sum(), _residue.Count, new LocalText("pieces", "частей")),
                new Claim("answered-again", new LocalText("erased canaries answered personally, or known", "удалённых получили персональный ответ или снова известны"), returned, Canaries, new LocalText("canaries", "канареек")),
                new Claim("late-events-kept", new LocalText("events of before kept that came after the erasure", "событий, случившихся раньше, принято после удаления"), late.Kept, late.Sent, new LocalText("events", "событий")),
                new Claim("neighbours-changed", new LocalText("neighbours whose rows are not as they were", "соседей, чьи строки изменились"), changed, Neighbours, new LocalText("neighbours", "соседей")),
            ], controls: [
                new Control("forms-seen", new LocalText("the canary's texts in the clear, in each of the twelve forms", "тексты канарейки в открытом виде, в каждой из двенадцати форм"), forms, SearchForms.Names.Length),
                .. Places.Select(place => new Control(
                    $"left-out-{place}", new LocalText($"the place '{place}' as it is when the erasure leaves it out", $"место «{place}» таким, каким его оставит удаление, если о нём забыть"),
                    _residue.CountIn(place) > 0 && LeftOut(place, before, after) > left.GetValueOrDefault(place) ? 1 : 0, 1)),
                new Control("canaries-lived", new LocalText("canaries that were known before", "канарейки, известные до удаления"), personal, Canaries),
                new Control("residue-seen", new LocalText("pieces noted, found on the disk before", "отмеченные части, найденные на диске до удаления"), kept.Values.Sum(), _residue.Count),
            ], after.Count, scanSeconds);
    }

    private ProofResult Made(TimeProvider clock, double seconds, ImmutableArray<Claim> claims, ImmutableArray<Control> controls, int files, double scanSeconds) => new(
        "erasure", new LocalText("Nothing is left of somebody erased", "От удалённого ничего не остаётся"), clock.GetUtcNow(), seconds, Files.Store, Seed, claims)
        {
            Controls = controls,
            Figures =
            [
                new Figure("unreadable-p99", new LocalText("from asking for an erasure to its key being destroyed, 99th percentile, events coming in", "от запроса на удаление до уничтожения ключа, 99-й процентиль, под нагрузкой"), Percentile(0.99), "ms", UnreadableMsMax),
                new Figure("files", new LocalText("files looked through", "просмотрено файлов"), files, ""),
                new Figure("scan", new LocalText("looking through them", "просмотр"), scanSeconds, "s"),
            ],
            Findings = [.. _findings.Take(ProofResult.FindingsMax)],
            Replay = $"fulcrum prove erasure --canaries {Canaries} --seed {Seed}",
        };

    /// <summary>How many pieces of a place are found when it is as before and all else as after: what an erasure that forgot it would leave.</summary>
    private int LeftOut(string place, List<(string Place, byte[] Bytes)> before, List<(string Place, byte[] Bytes)> after)
    {
        // Payloads kept aside share the file of the embedded store's journal.
        var file = place == ErasureFiles.Quarantine && before.All(one => one.Place != place) ? ErasureFiles.Journal : place;
        return _residue.Find(after.Where(one => one.Place != file).Concat(before.Where(one => one.Place == file))).GetValueOrDefault(place);
    }

    private async Task LiveAsync(Canary[] canaries, CancellationToken cancellation)
    {
        await Drill.MakeAsync();
        await using (var store = await Drill.OpenAsync())
        {
            var web = store.Core.Workspace.Current.Sources["web"];
            foreach (var canary in canaries)
            {
                // Before anybody knows them, so that only its content says whose it is.
                await SendAsync(store, web, [canary.Broken("aside", store.Core.Now)], cancellation);
            }

            await Drill.AgreeAsync(store, Enumerable.Range(0, Neighbours));
            foreach (var (number, canary) in canaries.Index())
            {
                var now = store.Core.Now;
                var yes = new ConsentRecord("personalization", ConsentState.Given, "web-privacy@2026-11", "en", now, now, "web", ConsentMethod.Express, false, "prove", [], false);
                await store.Core.Consents.RecordAsync(new ConsentRequest([Read(store, "user-id", canary.User)], "", [yes]), cancellation);

                // Of all shapes: a row, and some hundred.
                await SendAsync(store, web, [.. canary.Live(now, 1 + (number * 37 % 200))], cancellation);
                await SendAsync(store, web, [canary.Broken("aside-known", now)], cancellation);
            }

            await store.Core.WriteSnapshotsAsync(cancellation);
        }

        // Closed and opened, so that the indexes are written out too.
        await using var again = await Drill.OpenAsync();
        foreach (var canary in canaries)
        {
            await _residue.NoteAsync(again, Identifiers(again, canary), cancellation);
        }

        await foreach (var row in again.Core.Store.Intake.ReadQuarantineAsync(cancellation))
        {
            _residue.NoteAside(row.Sealed);
        }
    }

    /// <summary>Erases all, measures it under load, sends what is late, compacts.</summary>
    private async Task<(int Sent, int Kept)> EraseAsync(Canary[] canaries, TimeProvider clock, CancellationToken cancellation)
    {
        await using var store = await Drill.OpenAsync();
        var web = store.Core.Workspace.Current.Sources["web"];
        var before = store.Core.Now;
        Drill.Pass(TimeSpan.FromSeconds(2));
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(sender => Task.Run(() => LoadAsync(store, web, sender, stop.Token), CancellationToken.None)).ToArray();
        foreach (var canary in canaries)
        {
            var asked = clock.GetTimestamp();
            var outcome = await store.Core.Erasures.EraseAsync([Read(store, "user-id", canary.User)], "prove", "an instrument's own subject", cancellation);
            _unreadableMs.Add(clock.GetElapsedTime(asked).TotalMilliseconds);
            if (outcome is null)
            {
                _findings.Add("erasure: a canary was not known when it was to be erased");
            }
        }

        var kept = 0;
        foreach (var canary in canaries)
        {
            // Old and new message ids, by a device that was offline.
            var outcome = await store.Core.Collect.CollectAsync(web, [canary.Booking("b0", before, store.Core.Now), canary.Booking("late", before, store.Core.Now)], default, cancellation);
            kept += outcome.Stored + outcome.Quarantined;
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        var compacted = await store.Core.Compaction.RunAsync(Files.NeedsThorough ? CompactionOrder.Thorough : CompactionOrder.Gentle, null, cancellation);
        _findings.AddRange(compacted.Places.Where(place => !place.IsClean && place.Place != "write-ahead log").Select(place => $"compaction: {place.Place}: {place.Method}"));
        return (2 * canaries.Length, kept);
    }

    private static async Task LoadAsync(OpenStore store, Source web, int sender, CancellationToken stop)
    {
        var loader = new Canary(1_000_000 + sender, Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(sender))[..16]));
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var now = store.Core.Now;
            await store.Core.Collect.CollectAsync(web, [.. Enumerable.Range(0, 20).Select(at => loader.Booking($"load-{turn}-{at}", now, now))], default, CancellationToken.None);
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private async Task<List<(string Place, byte[] Bytes)>> ScanAsync()
    {
        await Files.WriteOutAsync();
        var read = new List<(string, byte[])>();
        foreach (var (place, path) in Files.List())
        {
            if (ErasureFiles.Read(path) is { } bytes)
            {
                read.Add((place, bytes));
            }
        }

        return read;
    }

    private int Told(string place, Dictionary<string, int> found)
    {
        _findings.AddRange(found.Select(one => $"mark: {one.Value} texts in {place} as {one.Key}"));
        return found.Values.Sum();
    }

    /// <summary>Each neighbour's rows as they stand in the journal.</summary>
    private async Task<Dictionary<int, string>> DigestAsync(CancellationToken cancellation)
    {
        await using var store = await Drill.OpenAsync();
        var digests = new Dictionary<int, string>();
        foreach (var neighbour in Enumerable.Range(0, Neighbours))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var subject = await store.Core.Store.Identifiers.FindAsync(store.Core.Identifiers.KeyOf(DrillStore.User(store, neighbour)), cancellation);
            foreach (var (sequence, row) in await store.Core.Store.Journal.ReadSubjectAsync(subject, 0, cancellation))
            {
                hash.AppendData(BitConverter.GetBytes(sequence));
                hash.AppendData(row.Sealed.Span);
                hash.AppendData(row.Identifiers.Span);
            }

            digests[neighbour] = Convert.ToHexString(hash.GetHashAndReset());
        }

        return digests;
    }

    private int Differences(Dictionary<int, string> before, Dictionary<int, string> after)
    {
        var changed = before.Where(one => after[one.Key] != one.Value).Select(one => one.Key).ToList();
        _findings.AddRange(changed.Select(neighbour => $"neighbour: the rows of made-up customer {neighbour} changed"));
        return changed.Count;
    }

    /// <summary>Canaries that any of their identifiers still leads to.</summary>
    private async Task<int> CountPersonalAsync(Canary[] canaries, CancellationToken cancellation)
    {
        await using var store = await Drill.OpenAsync();
        var known = 0;
        foreach (var canary in canaries)
        {
            var placement = store.Core.Workspace.Current.Placements["home-hero"];
            var decisions = await store.Core.Decisions.DecideAsync(new Question([placement], [Read(store, "user-id", canary.User)], [], "", Signals: false), cancellation);
            var isBound = false;
            foreach (var identifier in Identifiers(store, canary))
            {
                isBound |= !(await store.Core.Store.Identifiers.FindAsync(store.Core.Identifiers.KeyOf(identifier), cancellation)).IsNone;
            }

            known += isBound || decisions[0].Mode != DecisionMode.Contextual ? 1 : 0;
        }

        return known;
    }

    /// <summary>Each form in a file of its own, as something careless would have left it.</summary>
    /// <returns>How many forms the scan finds.</returns>
    private int FindInTheClear(Canary canary, MarkScan marks)
    {
        var folder = Directory.CreateDirectory(Drill.Path("in-the-clear")).FullName;
        foreach (var (at, (form, bytes)) in canary.Texts.SelectMany(SearchForms.Of).Index())
        {
            File.WriteAllBytes(Path.Combine(folder, $"{at}.{form}"), [.. new byte[at % 64], .. bytes, 0]);
        }

        using (var packed = new GZipStream(File.Create(Path.Combine(folder, "gz.packed")), CompressionLevel.Optimal))
        {
            packed.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', canary.Texts)));
        }

        var found = Directory.EnumerateFiles(folder).SelectMany(path => marks.Find(File.ReadAllBytes(path)).Keys.Where(form => path.EndsWith(form, StringComparison.Ordinal))).ToHashSet();
        Directory.Delete(folder, recursive: true);
        return found.Count;
    }

    private static IEnumerable<Identifier> Identifiers(OpenStore store, Canary canary) =>
        [Read(store, "user-id", canary.User), Read(store, "anonymous-id", canary.Device), Read(store, "email", canary.Email)];

    private static Identifier Read(OpenStore store, string type, string value) =>
        store.Core.Identifiers.TryRead(type, value, verified: false, out var identifier, out var fault)
            ? identifier
            : throw new ProofStoppedException($"A canary's {type} did not read: {fault.What}");

    private static async Task SendAsync(OpenStore store, Source web, Event[] events, CancellationToken cancellation) =>
        await store.Core.Collect.CollectAsync(web, events, default, cancellation);

    private double Percentile(double share)
    {
        var sorted = _unreadableMs.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    private string MarkOf(int number) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"canary {Seed} {number}")))[..16]);
}
