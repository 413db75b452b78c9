using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Rights.Systems;

/// <content>Whose right it is, and what a start finds.</content>
public sealed partial class TellFlow
{
    /// <summary>What somebody is known by, of the types that systems know people by.</summary>
    private async ValueTask<ImmutableArray<KeptIdentifier>> ReadAsync(IReadOnlyList<SubjectId> subjects, IReadOnlyList<Identifier> asked, HashSet<string> types, CancellationToken cancellation)
    {
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

    private async ValueTask<ImmutableArray<Identifier>> OpenAsync(Tell tell, ConnectedSystem system, CancellationToken cancellation) =>
        await _store.Journal.FindAsync(tell.Identities, cancellation) is { Row: { Kind: EntryKind.TellIdentities } row } && await _rows.OpenAsync(row, cancellation) is TellIdentitiesEntry whose
            ? [.. Identifiers(whose).Where(identifier => system.Identifiers.Contains(identifier.Type.Name))]
            : [];

    private async ValueTask RecoverAsync(CancellationToken cancellation)
    {
        var (from, whose) = (Instant.From(_clock.GetUtcNow()) - Kept, new HashSet<long>());
        await foreach (var (sequence, row) in _store.Journal.ReadAllAsync(await JournalTimes.FindBeforeAsync(_store.Journal, from, cancellation), cancellation))
        {
            if (row.Kind == EntryKind.TellIdentities)
            {
                whose.Add(sequence);
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
