using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Breaches;

/// <summary>The breach register: what happened, whom it concerns, by when each law wants whom told, and who was (GDPR Art. 33, 34; requirement R-052).</summary>
/// <remarks>
/// Each act has its row in the log of acts before its own, and both are on disk before it is acknowledged. A drill is a breach in everything but
/// that nobody's address is handed out. Whom it concerns is worked out anew each time, so that somebody erased since is not on the list. Safe from many threads.
/// </remarks>
public sealed class BreachRegister : IDisposable
{
    /// <summary>Longest text.</summary>
    public const int TextMax = 2_000;

    private readonly IStore _store;
    private readonly Door _door;
    private readonly Sealing _sealing;
    private readonly SealedRows _rows;
    private readonly ActLog _acts;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ImmutableSortedDictionary<int, Breach>? _breaches;

    internal BreachRegister(IStore store, Door door, Sealing sealing, SealedRows rows, ActLog acts, WorkspaceInForce workspace, TimeProvider clock) =>
        (_store, _door, _sealing, _rows, _acts, _workspace, _clock) = (store, door, sealing, rows, acts, workspace, clock);

    /// <summary>Every breach and drill, oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<ImmutableArray<Breach>> ListAsync(CancellationToken cancellation) => await InTurnAsync(breaches => new ValueTask<ImmutableArray<Breach>>([.. breaches.Values]), cancellation);

    /// <summary>One; null for none.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<Breach?> FindAsync(string id, CancellationToken cancellation) =>
        await InTurnAsync(breaches => new ValueTask<Breach?>(NumberOf(id) is { } number ? breaches.GetValueOrDefault(number) : null), cancellation);

    /// <summary>Puts a breach on record; the clocks run from when it became known.</summary>
    /// <param name="opening">What happened, and to which data.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellation">Stops the wait before it begins.</param>
    /// <exception cref="ArgumentException">Its span is none, or it became known in the future.</exception>
    /// <exception cref="StoreUnavailableException">It may not be on record; look before putting it there again.</exception>
    public ValueTask<Breach> OpenAsync(BreachOpening opening, string by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(opening);
        if (opening.From >= opening.Until || opening.KnownAt > Now)
        {
            throw new ArgumentException("The span ends before it begins, or the breach became known in the future.", nameof(opening));
        }

        return InTurnAsync(async breaches =>
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"b-{breaches.Count + 1}");
            return await KeepAsync(breaches, new BreachEntry(BreachAct.Open, id, by, opening.What, Now)
            {
                KnownAt = opening.KnownAt, From = opening.From, Until = opening.Until, Source = opening.Source, IsDrill = opening.IsDrill,
            });
        }, cancellation);
    }

    /// <summary>Notes that somebody was told.</summary>
    /// <returns>The breach after it; null when there is none of this id, or it is closed.</returns>
    /// <exception cref="StoreUnavailableException">It may not be on record; saying it again is safe.</exception>
    public ValueTask<Breach?> TellAsync(string id, BreachTold told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(told);
        return InTurnAsync(async breaches => Find(breaches, id) is { IsClosed: false } open
            ? await KeepAsync(breaches, new BreachEntry(BreachAct.Tell, open.Id, told.By, told.Note, told.At) { ToWhom = told.ToWhom, Law = told.Law })
            : null, cancellation);
    }

    /// <summary>Closes a breach: every duty was done, or nothing threatens anybody.</summary>
    /// <param name="id">Which.</param>
    /// <param name="found">What was found and done.</param>
    /// <param name="isHarmless">Whether nothing threatens anybody, so that nobody has to be told.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellation">Stops the wait before it begins.</param>
    /// <returns>The breach after it, and the duties that keep it open; no breach when there is none of this id, or it is closed.</returns>
    /// <exception cref="StoreUnavailableException">It may not be closed; closing it again is safe.</exception>
    public async ValueTask<(Breach? Breach, ImmutableArray<BreachDuty> Owed)> CloseAsync(string id, string found, bool isHarmless, string by, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation) is not { IsClosed: false } open)
        {
            return (null, []);
        }

        ImmutableArray<BreachDuty> owed = isHarmless ? [] : [.. DutiesOf(open, await CountAsync(open, cancellation)).Where(duty => !duty.IsDone)];
        return owed.IsEmpty
            ? (await InTurnAsync(async breaches => Find(breaches, id) is { IsClosed: false } still
                ? await KeepAsync(breaches, new BreachEntry(BreachAct.Close, still.Id, by, found, Now) { IsHarmless = isHarmless })
                : null, cancellation), [])
            : (open, owed);
    }

    /// <summary>Whom to tell by when: by each law that protects somebody it concerns, the earliest first.</summary>
    /// <param name="breach">The breach.</param>
    /// <param name="reach">Whom it concerns; a law that the workspace has no longer makes no duty.</param>
    public ImmutableArray<BreachDuty> DutiesOf(Breach breach, BreachReach reach)
    {
        ArgumentNullException.ThrowIfNull(breach);
        ArgumentNullException.ThrowIfNull(reach);
        var packs = _workspace.Current.Laws.Packs.All.Where(pack => reach.ByLaw.ContainsKey(pack.Name)).ToImmutableArray();
        return
        [
            .. from toWhom in new[] { BreachAddressee.Authority, BreachAddressee.Subjects }
               from deadline in BreachClock.Deadlines(toWhom, breach.KnownAt, packs)
               orderby deadline.DueAt, toWhom
               select new BreachDuty(toWhom, deadline.Pack.Name, deadline.DueAt, breach.WasTold(toWhom, deadline.Pack.Name)),
        ];
    }

    /// <summary>How many it concerns, by law. Reads the journal of its span.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<BreachReach> CountAsync(Breach breach, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(breach);
        var (people, byLaw) = (0, ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal));
        var unreadable = await BreachedPeople.EachAsync(_store, _door, breach, _workspace.Current, (_, laws) =>
        {
            people++;
            foreach (var law in laws)
            {
                byLaw[law] = byLaw.GetValueOrDefault(law) + 1;
            }

            return ValueTask.CompletedTask;
        }, cancellation);
        return new BreachReach(people, byLaw.ToImmutable(), unreadable);
    }

    /// <summary>Hands out where each of them can be told; on record before anything is.</summary>
    /// <returns>Null for a drill: nobody is to be told, so nobody's address is needed.</returns>
    /// <exception cref="StoreUnavailableException">The store could not answer, or it could not be put on record: nothing is handed out.</exception>
    public async ValueTask<ImmutableArray<BreachContact>?> ListPeopleAsync(Breach breach, string by, string why, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(breach);
        await _acts.RecordAsync(Act.OfStaff(ByOf(by), "breach-people", $"{breach.Id} drill={(breach.IsDrill ? "yes" : "no")} why={why}", Now), cancellation);
        if (breach.IsDrill)
        {
            return null;
        }

        var contacts = ImmutableArray.CreateBuilder<BreachContact>();
        await BreachedPeople.EachAsync(_store, _door, breach, _workspace.Current, async (parts, laws) =>
            contacts.Add(new BreachContact(await BreachedPeople.AddressesAsync(_store, _sealing, parts, _workspace.Current, cancellation), laws)), cancellation);
        return contacts.ToImmutable();
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>Whoever holds the admin key says who they are: told apart from what the machine knows by itself, a member of staff or a partner.</summary>
    private static string ByOf(string said) => $"api:{said}";

    private Instant Now => Instant.From(_clock.GetUtcNow());

    private async ValueTask<Breach> KeepAsync(ImmutableSortedDictionary<int, Breach> breaches, BreachEntry entry)
    {
        var detail = entry.Act == BreachAct.Tell ? $"{entry.Breach} to={entry.ToWhom.ToString().ToLowerInvariant()} law={entry.Law}" : entry.Breach;
        await _acts.RecordAsync(Act.OfStaff(ByOf(entry.By), $"breach-{entry.Act.ToString().ToLowerInvariant()}", detail, Now), CancellationToken.None);
        await _rows.Append(entry, Now).Durable.WaitAsync(CancellationToken.None);
        _breaches = Fold(breaches, entry);
        return Find(_breaches, entry.Breach)!;
    }

    private async ValueTask<T> InTurnAsync<T>(Func<ImmutableSortedDictionary<int, Breach>, ValueTask<T>> act, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await act(_breaches ??= await ReadAsync(cancellation));
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<ImmutableSortedDictionary<int, Breach>> ReadAsync(CancellationToken cancellation)
    {
        var breaches = ImmutableSortedDictionary<int, Breach>.Empty;
        await foreach (var (_, row) in _store.Journal.ReadAllAsync(0, cancellation))
        {
            if (row.Kind == EntryKind.Breach && await _rows.OpenAsync(row, cancellation) is BreachEntry entry)
            {
                breaches = Fold(breaches, entry);
            }
        }

        return breaches;
    }

    private static ImmutableSortedDictionary<int, Breach> Fold(ImmutableSortedDictionary<int, Breach> breaches, BreachEntry entry) =>
        NumberOf(entry.Breach) is not { } number ? breaches
        : entry.Act == BreachAct.Open ? breaches.SetItem(number, Breach.Of(entry))
        : breaches.TryGetValue(number, out var known) ? breaches.SetItem(number, known.Next(entry))
        : breaches;

    private static Breach? Find(ImmutableSortedDictionary<int, Breach> breaches, string id) => NumberOf(id) is { } number ? breaches.GetValueOrDefault(number) : null;

    private static int? NumberOf(string id) => id is ['b', '-', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : null;
}

/// <summary>A breach as it is put on record.</summary>
/// <param name="What">What happened, in a sentence; nobody's data.</param>
/// <param name="KnownAt">When it became known.</param>
/// <param name="From">It is about data that came in from then on.</param>
/// <param name="Until">First instant at which what came in is not concerned any more.</param>
public sealed record BreachOpening(string What, Instant KnownAt, Instant From, Instant Until)
{
    /// <summary>Name of the source whose data it is; empty for all.</summary>
    public string Source { get; init; } = "";

    /// <summary>Whether nothing happened, and it is done to learn.</summary>
    public bool IsDrill { get; init; }
}
