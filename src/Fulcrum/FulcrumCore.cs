using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Receipts;
using Fulcrum.Consent.Records;
using Fulcrum.Decisions;
using Fulcrum.Exchanges;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Breaches;
using Fulcrum.Rights.Certificates;
using Fulcrum.Rights.Proof;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;
using Fulcrum.Staff;
using Fulcrum.Workspaces;

namespace Fulcrum;

/// <summary>The core, put together over a store: what a host needs, one property a capability.</summary>
/// <remarks>Safe from many threads. Disposing writes the snapshots that are worth it; the store is the host's to dispose.</remarks>
public sealed class FulcrumCore : IAsyncDisposable
{
    private const int IdentifiersAProfile = 4;

    /// <summary>Journal rows a sweep looks at before the loop writes snapshots again.</summary>
    private const long SweptAtOnce = 250_000;

    private readonly LiveProfiles _profiles;
    private readonly RetentionSweep _sweep;
    private readonly TailReplay _tail;
    private readonly CoreOptions _options;
    private readonly TimeProvider _clock;
    private LedgeredStore? _ledgered;

    private FulcrumCore(IStore store, Workspace workspace, TimeProvider clock, IRandomSource random, CoreOptions options)
    {
        (Store, _clock, _options) = (store, clock, options);
        Workspace = new WorkspaceInForce(workspace);
        Identifiers = new IdentifierReader(Workspace, store.Secrets);
        var sealing = new Sealing(store.Secrets, random);
        var known = new KnownIdentifiers(store.Identifiers, (int)Math.Min(int.MaxValue, (long)options.ProfilesMax * IdentifiersAProfile));
        _profiles = new LiveProfiles(store, Workspace, sealing, options.ProfilesMax) { Unreadable = subject => Unreadable?.Invoke(subject) };
        var withdrawals = new WithdrawalNotes(sealing);
        var batches = new RowBatches(store, sealing, _profiles.Due, withdrawals);
        _sweep = new RetentionSweep(store, sealing, _profiles, Workspace, clock);
        var door = new Door(Identifiers, known, _profiles, batches);
        var rows = new SealedRows(store, sealing);
        var keys = new MessageKeys(store.Secrets);
        var parts = new CollectParts(
            store, clock, Identifiers, known, _profiles, batches, keys, new QuarantineKeeper(sealing), new RefusedLinks(), new CaptureTokens(store.Secrets.LookUp, random), Workspace);
        Door = door;
        Decisions = new DecisionFlow(Workspace, store, door, rows, keys, clock);
        Collect = new CollectFlow(parts, Workspace) { Decisions = Decisions };
        Quarantine = new QuarantineFlow(parts, Collect, door, rows);
        Consents = new ConsentFlow(parts, door);
        Capture = new CaptureFlow(parts.Capture, Identifiers, Workspace, clock);
        Records = new RecordFlow(parts, door, sealing);
        Signals = new SignalFlow(parts, door, Consents);
        Receipts = new ReceiptFlow(store, sealing);
        Trust = new Insight.TrustFlow(store, rows);
        Views = new ViewFlow(door, rows, clock);
        History = new PermitHistory(store, door, sealing, Workspace);
        Reach = new ReachSimulation(store, sealing, Workspace, _profiles, clock);
        Tells = new TellFlow(store, rows, sealing, Identifiers, withdrawals, Workspace, clock);
        Erasures = new ErasureFlow(parts, door, sealing, random, Tells);
        Certificates = new CertificateFlow(store, sealing, Tells, Workspace, clock);
        Compaction = new ErasureCompaction(store, parts.Quarantine, Identifiers, Workspace, clock);
        Access = new AccessFlow(store, door, Decisions, Receipts, clock);
        Rights = new RightsFlow(store, door, Consents, Tells, Workspace, clock);
        Requests = new RequestFlow(store, door, sealing, Tells, clock);
        Exchanges = new ExchangeFlow(store, door, Decisions, rows, Workspace, clock);
        Messages = new Outbox(store, door, rows, sealing, clock);
        Codes = new CodeFlow(Messages, Identifiers, Workspace, sealing, random, clock);
        Passkeys = new PasskeyFlow(store, door, sealing, Messages, Workspace, clock);
        Referrals = new ReferralFlow(store, door, rows, sealing, Identifiers, Messages, Workspace, clock);
        ReferralWork = new ReferralWork(Referrals, door, Erasures, Access, Requests, Consents, Workspace);
        AgentTokens = new AgentTokens(store.Secrets.NewestLookUp, random);
        Links = new LinkFlow(parts, door, sealing);
        Acts = new ActLog(store, sealing, rows);
        Breaches = new BreachRegister(store, door, sealing, rows, Acts, Workspace, clock);
        Staff = new StaffDesk(store, rows, Acts, Views, Requests, Quarantine, Decisions, Access, Collect.Live, Workspace, random, clock);
        _tail = new TailReplay(parts, sealing, store.Tail?.Staleness is { IsAny: true } stale ? stale.SubjectsThrough : store.SubjectsMax);
    }

    /// <summary>Opens the core over a store that has a workspace in force.</summary>
    /// <exception cref="InvalidOperationException">No workspace was applied yet; <c>fulcrum workspace apply</c> does it.</exception>
    public static async ValueTask<FulcrumCore> OpenAsync(
        IStore store, TimeProvider clock, IRandomSource random, CoreOptions options, CancellationToken cancellation)
    {
        var applied = await store.Workspaces.CurrentAsync(cancellation)
            ?? throw new InvalidOperationException("No workspace was applied to this store yet. Apply one: fulcrum workspace apply.");
        var reading = WorkspaceReader.Read(applied.Files, await store.Workspaces.ReadNumberingAsync(cancellation));
        var workspace = reading.Workspace
            ?? throw new InvalidOperationException($"The workspace in force, {applied.Version}, no longer passes the checks of this program: {reading.Faults[0]}");
        var ledgered = options.Ledger is { } place ? await LedgeredStore.OpenAsync(store, place, clock, random, cancellation) : null;
        try
        {
            var core = new FulcrumCore(ledgered ?? store, workspace, clock, random, options) { _ledgered = ledgered };
            if (store.Tail is { Pending: { Count: > 0 } pending } tail)
            {
                await core._tail.RunAsync(pending, isOwn: true, cancellation);
                await tail.FinishAsync(cancellation);
            }

            ledgered?.Begin();
            return core;
        }
        catch
        {
            if (ledgered is not null)
            {
                await ledgered.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Something of a subject could not be opened; its answers are contextual until it is repaired. Named by subject id and sequence only.</summary>
    public event Action<UnreadableSubject>? Unreadable;

    /// <summary>The store it runs over.</summary>
    public IStore Store { get; }

    /// <summary>The workspace in force.</summary>
    public WorkspaceInForce Workspace { get; }

    /// <summary>Events in.</summary>
    public CollectFlow Collect { get; }

    /// <summary>What was kept aside.</summary>
    public QuarantineFlow Quarantine { get; }

    /// <summary>Consents in.</summary>
    public ConsentFlow Consents { get; }

    /// <summary>Nonces and tokens for those who are to be asked.</summary>
    public CaptureFlow Capture { get; }

    /// <summary>Consent records out.</summary>
    public RecordFlow Records { get; }

    /// <summary>Whether something was allowed, then and by which law.</summary>
    public PermitHistory History { get; }

    /// <summary>Whom another version of the workspace would reach.</summary>
    public ReachSimulation Reach { get; }

    /// <summary>What machines say about consent.</summary>
    public SignalFlow Signals { get; }

    /// <summary>Receipts out.</summary>
    public ReceiptFlow Receipts { get; }

    /// <summary>Decisions out.</summary>
    public DecisionFlow Decisions { get; }

    /// <summary>How the company kept its word.</summary>
    public Insight.TrustFlow Trust { get; }

    /// <summary>Views out.</summary>
    public ViewFlow Views { get; }

    /// <summary>What is kept about a subject, for the subject.</summary>
    public AccessFlow Access { get; }

    /// <summary>Rights that take effect at once: correct, contest, restrict, object.</summary>
    public RightsFlow Rights { get; }

    /// <summary>Requests about rights, with their clocks.</summary>
    public RequestFlow Requests { get; }

    /// <summary>Requests that partners hand on.</summary>
    public ReferralFlow Referrals { get; }

    /// <summary>What connected systems are told of rights.</summary>
    public TellFlow Tells { get; }

    /// <summary>Tokens of agents that signed for one.</summary>
    public AgentTokens AgentTokens { get; }

    /// <summary>Does what partners handed on. The host runs it.</summary>
    public ReferralWork ReferralWork { get; }

    /// <summary>Value exchanges: a benefit for a use or a stated datum.</summary>
    public ExchangeFlow Exchanges { get; }

    /// <summary>Messages to people, until they are sent.</summary>
    public Outbox Messages { get; }

    /// <summary>Proof that somebody controls an address.</summary>
    public CodeFlow Codes { get; }

    /// <summary>Passkeys, for whoever proved an address once.</summary>
    public PasskeyFlow Passkeys { get; }

    /// <summary>Erasure.</summary>
    public ErasureFlow Erasures { get; }

    /// <summary>Certificates of erasures.</summary>
    public CertificateFlow Certificates { get; }

    /// <summary>What was erased, out of every file.</summary>
    public ErasureCompaction Compaction { get; }

    /// <summary>Privileged acts on the store itself.</summary>
    public ActLog Acts { get; }

    /// <summary>The breach register.</summary>
    public BreachRegister Breaches { get; }

    /// <summary>What staff can do.</summary>
    public StaffDesk Staff { get; }

    /// <summary>The identity graph.</summary>
    public LinkFlow Links { get; }

    /// <summary>Reads identifiers from what callers send.</summary>
    public IdentifierReader Identifiers { get; }

    /// <summary>Now, by the clock it was opened with: what is received is stamped with it.</summary>
    public Instant Now => Instant.From(_clock.GetUtcNow());

    /// <summary>Why the machine's clock is not followed; null while it is, and for a clock that follows any.</summary>
    public Fault? ClockDoubt => (_clock as SteadyClock)?.Doubt;

    /// <summary>How many subjects are in memory.</summary>
    public int ProfilesInMemory => _profiles.Count;

    internal Door Door { get; }

    internal LiveProfiles Profiles => _profiles;

    /// <summary>Puts another workspace version in force; from its return on every operation uses it.</summary>
    /// <exception cref="ArgumentException">The reading has faults, or is not of the version applied.</exception>
    public async ValueTask ApplyAsync(WorkspaceReading reading, AppliedWorkspace applied, CancellationToken cancellation)
    {
        if (reading.Workspace is not { } workspace || workspace.Version != applied.Version)
        {
            throw new ArgumentException("Only a workspace without faults can be put in force.", nameof(reading));
        }

        await Store.Workspaces.ApplyAsync(applied, reading.Numbering, cancellation);
        Workspace.Replace(workspace);
    }

    /// <summary>Takes in the noes and erasures of a tail log that was missing when the store was restored. Before anything is served.</summary>
    /// <param name="records">The log, from where the backup knew of it.</param>
    /// <param name="isWhole">Whether no record is missing; only then are earlier answers relied on again, from the next start on.</param>
    /// <param name="cancellation">Stops between two records.</param>
    /// <exception cref="StoreUnavailableException">Replaying the same again is safe.</exception>
    public async ValueTask<TailOutcome> ReplayTailAsync(IReadOnlyList<TailRecord> records, bool isWhole, CancellationToken cancellation)
    {
        var outcome = await _tail.RunAsync(records, isOwn: false, cancellation);
        if (isWhole && outcome.Unreadable == 0 && Store.Tail is { } tail)
        {
            await tail.EndStalenessAsync(cancellation);
        }

        return outcome;
    }

    /// <summary>Writes a snapshot of every profile that changed since its last one.</summary>
    /// <returns>How many were written.</returns>
    public ValueTask<int> WriteSnapshotsAsync(CancellationToken cancellation) => _profiles.WriteSnapshotsAsync(cancellation);

    /// <summary>Deletes what only withdrawn purposes justified and quarantined payloads, as far as their retention is over.</summary>
    /// <exception cref="StoreUnavailableException">Sweeping again goes on where this stopped.</exception>
    public ValueTask<SweepOutcome> SweepAsync(CancellationToken cancellation) => _sweep.RunAsync(long.MaxValue, cancellation);

    /// <summary>Writes snapshots behind, looking every <see cref="CoreOptions.SnapshotEvery"/> for what is due, sweeps every hour, and compacts what was erased half a day ago, until cancelled. The host runs it; the core has no threads of its own.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_options.SnapshotEvery, _clock);
        var (sweepAt, compactAt) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                try
                {
                    await _profiles.WriteBehindAsync(_clock, cancellation);
                    if (_ledgered is not null)
                    {
                        await _ledgered.RestAsync();
                    }

                    var now = _clock.GetUtcNow();
                    if (now >= compactAt)
                    {
                        compactAt = now + RetentionSweep.Every;
                        if (await Compaction.IsDueAsync(cancellation))
                        {
                            _ = await Compaction.RunAsync(CompactionOrder.Gentle, null, cancellation);
                        }
                    }

                    if (now >= sweepAt && (await _sweep.RunAsync(SweptAtOnce, cancellation)).IsDone)
                    {
                        sweepAt = now + RetentionSweep.Every;
                    }
                }
                catch (StoreUnavailableException)
                {
                    // Snapshots or the sweep are behind, nothing is lost; the next tick tries again.
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The host is closing.
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _profiles.WriteClosingAsync(CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // Everything is in the journal; the next start reads a longer tail.
        }

        if (_ledgered is not null)
        {
            await _ledgered.DisposeAsync();
        }

        Trust.Dispose();
        Staff.Dispose();
        Breaches.Dispose();
        Acts.Dispose();
        _profiles.Dispose();
        _sweep.Dispose();
        Compaction.Dispose();
        Quarantine.Dispose();
        Tells.Dispose();
        ReferralWork.Dispose();
        Referrals.Dispose();
        Passkeys.Dispose();
        Messages.Dispose();
    }
}

/// <summary>Sizes of the core.</summary>
/// <param name="ProfilesMax">Most profiles held in memory; the least recently used leave.</param>
/// <param name="SnapshotEvery">How often it is looked whether snapshots are due: of profiles with a long tail, and while intake is quiet of all that changed.</param>
public sealed record CoreOptions(int ProfilesMax, TimeSpan SnapshotEvery)
{
    /// <summary>One million profiles, looked at every 5 s.</summary>
    public static CoreOptions Default { get; } = new(1_000_000, TimeSpan.FromSeconds(5));

    /// <summary>Where the consent ledger is kept; null for none, as in tests and samples that need no proofs.</summary>
    public LedgerPlace? Ledger { get; init; }
}
