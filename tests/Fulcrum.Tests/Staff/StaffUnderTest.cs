using System.Collections.Immutable;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Proof;
using Fulcrum.Staff;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Staff;

/// <summary>A desk with one customer, Ann, who bought something once; and short ways to people who work at it.</summary>
internal sealed class StaffUnderTest : IAsyncDisposable
{
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);

    private StaffUnderTest(CoreUnderTest core) => Core = core;

    public CoreUnderTest Core { get; private set; }

    public StaffDesk Desk => Core.Core.Staff;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StaffUnderTest> OpenAsync(Func<IStore, IStore>? around = null)
    {
        var core = await CoreUnderTest.OpenAsync(around: around);
        await core.SendAsync(core.Workspace.Sources["cdnow-import"], default, core.Track("ann", "Order Completed", """{"total":12.5,"units":1}"""));
        return new StaffUnderTest(core);
    }

    public static Passkey KeyOf(string name) => new($"key-{name}", new byte[] { 1 }, 0, false, "phone");

    public async Task<StaffSession> OwnerAsync() => await SessionAsync((await Desk.EnrolAsync((await Desk.BeginAsync(Token))!, KeyOf("Owner"), Token))!);

    public async Task<StaffSession> AddAsync(StaffSession owner, string name, string roles)
    {
        var (_, link) = await Desk.AddAsync(owner, name, [.. roles.Split(',')], Token);
        return await SessionAsync((await Desk.EnrolAsync(link, KeyOf(name), Token))!);
    }

    public async Task<StaffSession> TrainedAsync(StaffSession owner, string name, string roles, params string[] lessons)
    {
        var session = await AddAsync(owner, name, roles);
        foreach (var lesson in lessons)
        {
            await TrainAsync(session, lesson);
        }

        return (await Desk.Sessions.FindAsync(TokenOf(session), Token))!;
    }

    public async Task TrainAsync(StaffSession session, string lesson) =>
        Assert.Empty(await Desk.PassAsync(session, lesson, [.. Desk.Book.Lessons.First(known => known.Name == lesson).Questions.Select(question => question.Right)], Token));

    public async Task<StaffSession> SignInAsync(string name)
    {
        var member = Assert.Single((await Desk.Sessions.FindAsync(_tokens.Values.First(), Token) is { } owner ? await Desk.ListMembersAsync(owner, Token) : await MembersAsync()), one => one.Name == name);
        return await SessionAsync((await Desk.SignInAsync(member.Id, $"key-{name}", 0, Token))!);
    }

    public string TokenOf(StaffSession session) => _tokens[session.Key];

    public Task<StaffCard> LookAsync(StaffSession session, StaffLook look) => Desk.LookAsync(session, Core.User("ann"), look, Token).AsTask();

    /// <summary>What Ann reads of it, oldest first.</summary>
    public async Task<List<OwnLookUp>> SeenByPersonAsync()
    {
        var access = await Core.Core.Access.OpenAsync([Core.User("ann")], new AccessRequest("self", "test", "uses"), Token);
        var page = await access!.ReadAsync(OwnKinds.LookUps, 0, 100, isExplained: false, Token);
        return [.. page!.Entries.OfType<OwnLookUp>().Reverse()];
    }

    public async Task<List<Act>> ActsAsync() => await Core.Core.Acts.ReadAsync(Token).ToListAsync(Token);

    public async Task RestartAsync(Func<IStore, IStore>? around = null)
    {
        Core.Around = around ?? (inner => inner);
        await Core.RestartAsync();
    }

    public ValueTask DisposeAsync() => Core.DisposeAsync();

    private async Task<ImmutableArray<StaffMember>> MembersAsync()
    {
        var members = new List<StaffMember>();
        foreach (var act in (await ActsAsync()).Where(act => act.What == "staff-enrolled"))
        {
            members.Add((await Desk.FindMemberAsync(act.Detail, Token))!);
        }

        return [.. members];
    }

    private async Task<StaffSession> SessionAsync(string token)
    {
        var session = (await Desk.Sessions.FindAsync(token, Token))!;
        _tokens[session.Key] = token;
        return session;
    }
}

/// <summary>A store that refuses rows of a kind while a test says so: nothing of the batch is written.</summary>
internal sealed class RefusingStore : StoreAround
{
    public RefusingStore(IStore inner, Func<JournalRow, bool> refuses)
        : base(inner) => Journal = new Refusing(inner.Journal, refuses);

    private sealed class Refusing(IJournal inner, Func<JournalRow, bool> refuses) : IJournal
    {
        public long Head => inner.Head;

        public JournalTicket Append(JournalBatch batch) => batch.Rows.Any(refuses) ? throw new StoreUnavailableException("The disk is full.") : inner.Append(batch);

        public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => inner.FindAsync(sequence, cancellation);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) => inner.ReadSubjectAsync(subject, after, rowsMax, cancellation);

        public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => inner.ReadAllAsync(after, cancellation);
    }
}

/// <summary>A store out of which somebody took one row.</summary>
internal sealed class ForgettingStore : StoreAround
{
    public ForgettingStore(IStore inner, long sequence)
        : base(inner) => Journal = new Forgetting(inner.Journal, sequence);

    private sealed class Forgetting(IJournal inner, long taken) : IJournal
    {
        public long Head => inner.Head;

        public JournalTicket Append(JournalBatch batch) => inner.Append(batch);

        public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => inner.FindAsync(sequence, cancellation);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) => inner.ReadSubjectAsync(subject, after, rowsMax, cancellation);

        public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => inner.ReadAllAsync(after, cancellation).Where(row => row.Sequence != taken);
    }
}
