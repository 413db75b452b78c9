using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Systems;

/// <summary>Tells connected systems of rights: on disk before the right is done, sent once it is, until each system said that it is done or a person has to ask.</summary>
/// <remarks>
/// A withdrawal is not kept waiting for any of it: its note is one append with the withdrawal itself (<see cref="WithdrawalNotes"/>), and what is told is made of it behind.
/// Of other rights, killed between the two, the next start looks whether an erasure was done: its tombstones say so. Of other rights it tells, since a stop
/// that nobody asked for twice hurts nobody. Whose right it is stands in a row of its own, deleted when nothing is left to tell: an
/// erasure has to be passed on with the identifiers it erases. Safe from many threads; one of them sends.
/// </remarks>
public sealed partial class TellFlow : IDisposable
{
    /// <summary>How long a system is tried, and then how long its answer is waited for.</summary>
    public static readonly TimeSpan TriedFor = TimeSpan.FromDays(3);

    /// <summary>How long one that took it over may need.</summary>
    public static readonly TimeSpan WaitedFor = TimeSpan.FromDays(30);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);
    private static readonly byte[] Info = "fulcrum answers of connected systems v1"u8.ToArray();

    private readonly IStore _store;
    private readonly SealedRows _rows;
    private readonly Sealing _sealing;
    private readonly IdentifierReader _reader;
    private readonly WithdrawalNotes _notes;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;
    private readonly byte[] _key;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Tell> _tells = new(StringComparer.Ordinal);
    private readonly Dictionary<SubjectId, List<string>> _bySubject = [];
    private readonly Dictionary<(string Id, string System), (int Attempts, Instant DueAt)> _pauses = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly DueLoop _loop = new();
    private bool _isRecovered;

    internal TellFlow(IStore store, SealedRows rows, Sealing sealing, IdentifierReader reader, WithdrawalNotes notes, WorkspaceInForce workspace, TimeProvider clock)
    {
        (_store, _rows, _sealing, _reader, _notes, _workspace, _clock) = (store, rows, sealing, reader, notes, workspace, clock);
        _notes.Noted = _loop.Wake;
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, store.Secrets.NewestLookUp.ToArray(), SHA256.HashSizeInBytes, null, Info);
    }

    /// <summary>One, by its id; null for none.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<Tell?> FindAsync(string id, CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        _turn.Release();
        return Find(id);
    }

    /// <summary>All that is not done yet, oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<ImmutableArray<Tell>> ListOpenAsync(CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        _turn.Release();
        lock (_gate)
        {
            return [.. _tells.Values.Where(tell => !tell.IsVoid && !tell.IsDone).OrderBy(tell => tell.At)];
        }
    }

    /// <summary>What systems are told of somebody, newest first: of the rights that were exercised in one of these parts.</summary>
    /// <remarks>What a claim joined to them is another's right, and is not shown with theirs.</remarks>
    internal async ValueTask<ImmutableArray<Tell>> ListOfAsync(ImmutableArray<SubjectId> shown, CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        _turn.Release();
        lock (_gate)
        {
            return [.. shown.SelectMany(subject => _bySubject.TryGetValue(subject, out var ids) ? ids : []).Select(id => _tells[id]).Where(tell => tell.IsConfirmed && !tell.IsVoid).OrderByDescending(tell => tell.At)];
        }
    }

    /// <summary>Name of the system that was sent a token; null when nothing was sent with it.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<string?> SystemOfAsync(string token, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(token);
        await EnterAsync(cancellation);
        _turn.Release();
        return Sent(token) is var (tell, at) ? tell.Systems[at].Name : null;
    }

    /// <summary>A system answers.</summary>
    /// <param name="token">What it was sent with.</param>
    /// <param name="state">What it says.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>How far it is now; null when nothing was sent with this token.</returns>
    /// <exception cref="StoreUnavailableException">The answer may not be there; answering again is safe.</exception>
    public async ValueTask<Tell?> AnswerAsync(string token, ToldState state, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(token);
        await EnterAsync(cancellation);
        try
        {
            return Sent(token) is var (tell, at) ? await KeepAsync(tell, tell.Systems[at].Name, state) : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Tells every system that is due.</summary>
    /// <returns>How many took it over.</returns>
    /// <exception cref="StoreUnavailableException">A system may be told again, with the same id.</exception>
    public async ValueTask<int> RunDueAsync(ISystemSender sender, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sender);
        await _sending.WaitAsync(cancellation);
        try
        {
            var told = 0;
            foreach (var tell in await ListOpenAsync(cancellation))
            {
                for (var at = 0; tell.IsConfirmed && at < tell.Systems.Length; at++)
                {
                    told += await StepAsync(tell, at, sender, cancellation) ? 1 : 0;
                }
            }

            return told;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Tells until cancelled. The host runs it; the core has no threads of its own.</summary>
    public Task RunAsync(ISystemSender sender, CancellationToken cancellation) => _loop.RunAsync(turn => RunDueAsync(sender, turn), cancellation);

    /// <inheritdoc />
    public void Dispose()
    {
        _turn.Dispose();
        _sending.Dispose();
        _loop.Dispose();
    }

    /// <summary>Whether any system has to hear of a right.</summary>
    /// <param name="kind">Which right.</param>
    /// <param name="fact">For a rectification: name of the fact.</param>
    internal bool MustHear(RequestKind kind, string fact = "") => HearersOf(kind, fact).Any();

    /// <summary>Before a right is done: notes whom to tell. On disk when it ends.</summary>
    /// <returns>Its id; empty when no system has to hear of it.</returns>
    internal async ValueTask<string> BeginAsync(TellAbout about, IReadOnlyList<SubjectId> subjects, IReadOnlyList<Identifier> asked, CancellationToken cancellation)
    {
        var systems = HearersOf(about.Kind, about.Fact).ToList();
        if (systems.Count == 0)
        {
            return "";
        }

        var identifiers = await ReadAsync(subjects, asked, systems, cancellation);
        await EnterAsync(cancellation);
        try
        {
            var (id, now) = (_sealing.NewId(), Instant.From(_clock.GetUtcNow()));
            await BeginAsync(
                new TellEntry(id, about.Kind, [.. systems.Select(system => system.Name)], 0, now)
                {
                    Subjects = about.Kind == RequestKind.Erasure ? [] : [.. subjects], Law = about.Law, Fact = about.Fact,
                },
                new TellIdentitiesEntry(id, identifiers, now) { Value = systems.Any(system => system.Facts.Contains(about.Fact)) ? about.Value : "" });
            return id;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The right is done, or was not after all.</summary>
    internal async ValueTask EndAsync(string id, bool isDone)
    {
        if (id.Length == 0)
        {
            return;
        }

        await EnterAsync(CancellationToken.None);
        try
        {
            await KeepAsync(Find(id)!, "", isDone ? ToldState.Done : ToldState.Failed);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<bool> StepAsync(Tell tell, int at, ISystemSender sender, CancellationToken cancellation)
    {
        var (told, now) = (tell.Systems[at], Instant.From(_clock.GetUtcNow()));
        if (told.IsOver || (told.State == ToldState.Acknowledged && now < told.At + WaitedFor) || IsPaused((tell.Id, told.Name), now))
        {
            return false;
        }

        var result = SendResult.Rejected;
        if (told.State == ToldState.Waiting && now < tell.At + TriedFor && _workspace.Current.Systems.TryGetValue(told.Name, out var system))
        {
            var whose = await OpenAsync(tell, system, cancellation);
            result = whose.Identifiers.IsEmpty ? SendResult.Sent : await SendAttempt.RunAsync(() => sender.SendAsync(tell, system, TokenOf(tell, at), whose, cancellation), cancellation);

            // It knows nobody by anything we could name: there is nothing to tell, and so nothing that it could say is done.
            if (whose.Identifiers.IsEmpty)
            {
                await ActAsync(tell.Id, told.Name, ToldState.Done, cancellation);
                return false;
            }
        }

        if (result != SendResult.TryLater)
        {
            await ActAsync(tell.Id, told.Name, result == SendResult.Sent ? ToldState.Acknowledged : ToldState.GivenUp, cancellation);
            return result == SendResult.Sent;
        }

        lock (_gate)
        {
            var attempts = _pauses.TryGetValue((tell.Id, told.Name), out var pause) ? pause.Attempts : 0;
            _pauses[(tell.Id, told.Name)] = (attempts + 1, now + Backoff.After(attempts));
        }

        return false;
    }

    private async ValueTask ActAsync(string id, string system, ToldState state, CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        try
        {
            await KeepAsync(Find(id)!, system, state);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<Tell> KeepAsync(Tell tell, string system, ToldState state)
    {
        var act = new TellActEntry(tell.Id, system, state, Instant.From(_clock.GetUtcNow()));
        var after = tell.Next(act);
        if (after == tell)
        {
            return tell;
        }

        await Append(act, act.At).Durable.WaitAsync(CancellationToken.None);
        if (after.IsVoid || after.IsDone)
        {
            // Killed before this, the next start deletes it.
            await DeleteAsync(after.Identities, CancellationToken.None);
        }

        Put(after);
        return after;
    }

    private async ValueTask EnterAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (!_isRecovered)
            {
                await RecoverAsync(cancellation);
                _isRecovered = true;
            }

            await MakeAsync(cancellation);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    // Part of taking something back: on a disk that is full for everything else it must not be what refuses an erasure.
    private JournalTicket Append(Entry entry, Instant at) => _rows.Append(entry, at, takesBack: true);

    private async ValueTask DeleteAsync(long sequence, CancellationToken cancellation) =>
        await _store.Eraser.RewriteAsync([new RowRewrite(SubjectId.None, sequence, default)], _store.Eraser.SweptThrough, cancellation);

    /// <summary>What was sent with a token, and to which of its systems.</summary>
    private (Tell Tell, int At)? Sent(string token) =>
        token.Split('.') is [var id, var number, _] && Find(id) is { } tell && int.TryParse(number, out var at) && at >= 0 && at < tell.Systems.Length
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(TokenOf(tell, at)), Encoding.ASCII.GetBytes(token))
            ? (tell, at)
            : null;

    private string TokenOf(Tell tell, int at)
    {
        var named = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{tell.Id}.{at}");
        return $"{named}.{Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes($"{named}.{tell.Systems[at].Name}")))}";
    }

    private static Tell Of(TellEntry entry) => new(entry.Id, entry.Kind, entry.At, [.. entry.Systems.Select(system => new ToldSystem(system, ToldState.Waiting, entry.At))])
    {
        Identities = entry.Identities,
        Subjects = entry.Subjects,
        Withdrawn = entry.Withdrawn,
        Law = entry.Law,
        Fact = entry.Fact,
        IsConfirmed = entry.Kind == RequestKind.Withdrawal, // It is made of the withdrawal itself.
    };

    private bool IsPaused((string, string) line, Instant now)
    {
        lock (_gate)
        {
            return _pauses.TryGetValue(line, out var pause) && now < pause.DueAt;
        }
    }

    private Tell? Find(string id)
    {
        lock (_gate)
        {
            return _tells.GetValueOrDefault(id);
        }
    }

    private List<Tell> Every()
    {
        lock (_gate)
        {
            return [.. _tells.Values];
        }
    }

    private void Put(Tell tell)
    {
        lock (_gate)
        {
            if (_tells.TryAdd(tell.Id, tell) && !tell.Subjects.IsEmpty)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(_bySubject, tell.Subjects[0], out _) ??= []).Add(tell.Id);
            }

            _tells[tell.Id] = tell;
        }

        _loop.Wake();
    }
}

/// <summary>What is told.</summary>
/// <param name="Kind">Which right.</param>
internal readonly record struct TellAbout(RequestKind Kind)
{
    /// <summary>Jurisdiction of the subject's law, for example <c>EU</c>; empty when no law speaks.</summary>
    public string Law { get; init; } = "";

    /// <summary>For a rectification: name of the fact.</summary>
    public string Fact { get; init; } = "";

    /// <summary>For a rectification: what it is now.</summary>
    public string Value { get; init; } = "";
}
