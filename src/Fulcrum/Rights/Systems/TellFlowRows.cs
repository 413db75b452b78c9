using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Rights.Systems;

/// <content>Whose right it is, and what a start finds.</content>
public sealed partial class TellFlow
{
    private IOrderedEnumerable<ConnectedSystem> HearersOf(RequestKind kind, string fact) =>
        _workspace.Current.Systems.Values.Where(system => system.Kinds.Contains(kind) && (fact.Length == 0 || system.Facts.IsEmpty || system.Facts.Contains(fact))).OrderBy(system => system.Name, StringComparer.Ordinal);

    /// <summary>Two rows, the second on disk when it ends: killed between them, the first is found by nobody and deleted.</summary>
    private async ValueTask BeginAsync(TellEntry tell, TellIdentitiesEntry whose)
    {
        var entry = tell with { Identities = Append(whose, whose.At).FirstSequence };
        await Append(entry, entry.At).Durable.WaitAsync(CancellationToken.None);
        Put(Of(entry));
    }

    /// <summary>Makes of each note of a withdrawal what systems are told. What cannot be made now waits: no note keeps anything else from being done.</summary>
    private async ValueTask MakeAsync(CancellationToken cancellation)
    {
        try
        {
            while (_notes.Peek() is var (sequence, note))
            {
                if (Find(note.Tell) is null)
                {
                    await MakeAsync(note, cancellation);
                }

                await DeleteAsync(sequence, CancellationToken.None);
                _notes.Settle();
            }
        }
        catch (StoreUnavailableException)
        {
            // The next who enters makes it.
        }
    }

    private async ValueTask MakeAsync(TellIdentitiesEntry note, CancellationToken cancellation)
    {
        var workspace = _workspace.Current;
        var systems = workspace.Systems.Values.Where(system => note.Withdrawn.Any(use => system.HearsOf(use.Purpose, workspace))).OrderBy(system => system.Name, StringComparer.Ordinal).ToList();
        var identifiers = systems.Count == 0 ? [] : await ReadAsync(note.Subjects, [.. Identifiers(note)], systems, cancellation);
        if (identifiers.IsEmpty)
        {
            return; // Nobody could be told whom it is about.
        }

        // Nobody hears of a withdrawal that is not on disk.
        await _store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
        await BeginAsync(
            new TellEntry(note.Tell, RequestKind.Withdrawal, [.. systems.Select(system => system.Name)], 0, note.At) { Subjects = note.Subjects, Withdrawn = note.Withdrawn },
            new TellIdentitiesEntry(note.Tell, identifiers, note.At));
    }

    /// <summary>What somebody is known by, of the types that systems know people by.</summary>
    private async ValueTask<ImmutableArray<KeptIdentifier>> ReadAsync(IReadOnlyList<SubjectId> subjects, IReadOnlyList<Identifier> asked, List<ConnectedSystem> systems, CancellationToken cancellation)
    {
        var types = systems.SelectMany(system => system.Identifiers).ToHashSet(StringComparer.Ordinal);
        var codes = _workspace.Current.IdentifierTypes.Values.Where(type => types.Contains(type.Name)).Select(type => (byte)type.Code).ToHashSet();
        var found = new HashSet<(byte, string)>(asked.Where(one => codes.Contains((byte)one.Type.Code)).Select(one => ((byte)one.Type.Code, one.Value)));
        foreach (var subject in subjects)
        {
            foreach (var row in (await SubjectRows.ReadAsync(_store, _sealing, subject, cancellation))?.Opened ?? [])
            {
                if (row.Entry is AcceptedEvent happened)
                {
                    found.UnionWith(happened.Identifiers.Where(one => codes.Contains(one.Type)).Select(one => (one.Type, one.Value)));
                }
            }
        }

        return [.. found.Order().Select(one => new KeptIdentifier(one.Item1, one.Item2, false))];
    }

    private async ValueTask<ToldOf> OpenAsync(Tell tell, ConnectedSystem system, CancellationToken cancellation) =>
        await _store.Journal.FindAsync(tell.Identities, cancellation) is { Row: { Kind: EntryKind.TellIdentities } row } && await _rows.OpenAsync(row, cancellation) is TellIdentitiesEntry whose
            ? new ToldOf([.. Identifiers(whose).Where(identifier => system.Identifiers.Contains(identifier.Type.Name))], system.Facts.Contains(tell.Fact) ? whose.Value : "")
            : new ToldOf([], "");

    private async ValueTask RecoverAsync(CancellationToken cancellation)
    {
        var (from, whose, notes) = (Instant.From(_clock.GetUtcNow()) - Kept, new HashSet<long>(), new List<(long Sequence, TellIdentitiesEntry Note)>());
        await foreach (var (sequence, row) in _store.Journal.ReadAllAsync(await JournalTimes.FindBeforeAsync(_store.Journal, from, cancellation), cancellation))
        {
            if (row.Kind == EntryKind.TellIdentities)
            {
                if (await _rows.OpenAsync(row, cancellation) is TellIdentitiesEntry { Withdrawn.IsEmpty: false } note)
                {
                    notes.Add((sequence, note));
                }
                else
                {
                    whose.Add(sequence);
                }
            }
            else if (row.Kind == EntryKind.Tell && await _rows.OpenAsync(row, cancellation) is TellEntry entry)
            {
                Put(Of(entry));
            }
            else if (row.Kind == EntryKind.TellAct && await _rows.OpenAsync(row, cancellation) is TellActEntry act && Find(act.Tell) is { } tell)
            {
                Put(tell.Next(act));
            }
        }

        foreach (var tell in Every())
        {
            var settled = tell.IsConfirmed || tell.IsVoid ? tell : await KeepAsync(tell, "", await WasDoneAsync(tell, cancellation) ? ToldState.Done : ToldState.Failed);
            if (!settled.IsVoid && !settled.IsDone)
            {
                whose.Remove(settled.Identities);
            }
        }

        foreach (var sequence in whose)
        {
            await DeleteAsync(sequence, cancellation);
        }

        foreach (var (sequence, note) in notes)
        {
            // Also one of this process that waits already: the second time there is nothing left to make.
            _notes.Add(sequence, note);
        }
    }

    /// <summary>Whether what was begun before the last stop was done: an erasure leaves tombstones, and any other right is told.</summary>
    private async ValueTask<bool> WasDoneAsync(Tell tell, CancellationToken cancellation)
    {
        if (tell.Kind != RequestKind.Erasure)
        {
            return true;
        }

        if (await _store.Journal.FindAsync(tell.Identities, cancellation) is not { Row: { } row } || await _rows.OpenAsync(row, cancellation) is not TellIdentitiesEntry whose)
        {
            return false;
        }

        return Identifiers(whose).Any(identifier => _store.Eraser.FindTombstone(_reader.KeyOf(identifier)) >= tell.At);
    }

    private IEnumerable<Identifier> Identifiers(TellIdentitiesEntry whose) => whose.Identifiers.Select(one => one.In(_workspace.Current)).OfType<Identifier>();
}
