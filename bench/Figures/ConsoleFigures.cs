using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Fulcrum.Bench.Hosts;
using Fulcrum.Collect;
using Fulcrum.Hosting.Doors;
using Fulcrum.Identity;
using Fulcrum.Rights.Proof;
using Fulcrum.Sqlite;
using Fulcrum.Staff;
using Fulcrum.StaffConsole;
using Fulcrum.Workspaces;

namespace Fulcrum.Bench.Figures;

/// <summary>console.page, console.first, access.check: how long a page of the staff console takes, how much its first load is, and what asking for role, purpose, label and training adds to a look.</summary>
internal static partial class ConsoleFigures
{
    private const int ProfilesUsual = 1_000_000;
    private const int LooksARound = 65_536;
    private const int Callers = 64;

    private static readonly string[] Pages = ["", "people", "requests", "decisions", "live", "quarantine", "training", "staff", "audit"];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            var random = new SystemRandom();
            await using var store = await SqliteStore.OpenAsync(folder, TimeProvider.System, random, SqliteStoreOptions.Default, CancellationToken.None);
            var comparison = await new WorkspaceFlow(store.Workspaces, TimeProvider.System).ApplyAsync(PortalHost.ReadSample(), "bench", CancellationToken.None);
            if (!comparison.Reading.Faults.IsEmpty)
            {
                throw new InvalidOperationException($"The sample workspace has a fault: {comparison.Reading.Faults[0]}");
            }

            var profiles = int.TryParse(Environment.GetEnvironmentVariable("FULCRUM_BENCH_PROFILES"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : ProfilesUsual;
            await using var core = await FulcrumCore.OpenAsync(store, TimeProvider.System, random, CoreOptions.Default, CancellationToken.None);
            await BenchStore.CollectAsync(profiles, number => Known(number, core.Now), core, core.Workspace.Current.Sources["dealer-crm"]);
            var (session, token) = await EnterAsync(core);
            return [.. await PagesAsync(core, random, token, profiles, settings), await CheckAsync(core, session, profiles, settings)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Event Known(int number, Instant at) => new()
    {
        Type = EventType.Identify, UserId = Customers.UserId(number), MessageId = string.Create(CultureInfo.InvariantCulture, $"identify-{number}"), OccurredAt = at, ReceivedAt = at, Context = "{}"u8.ToArray(),
        Properties = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"email":"customer{{number}}@example.com","firstName":"Mira","city":"Lyon"}""")),
    };

    /// <summary>Somebody who holds every role and passed every lesson.</summary>
    private static async Task<(StaffSession Session, string Token)> EnterAsync(FulcrumCore core)
    {
        var desk = core.Staff;
        var owner = await desk.EnrolAsync((await desk.BeginAsync(CancellationToken.None))!, new Passkey("owner", new byte[] { 1 }, 0, false, "owner"), CancellationToken.None);
        var (_, link) = await desk.AddAsync((await desk.Sessions.FindAsync(owner!, CancellationToken.None))!, "Ada", [.. desk.Book.Roles.Keys, StaffRole.Owner.Name], CancellationToken.None);
        var token = (await desk.EnrolAsync(link, new Passkey("ada", new byte[] { 1 }, 0, false, "ada"), CancellationToken.None))!;
        foreach (var lesson in desk.Book.Lessons)
        {
            await desk.PassAsync((await desk.Sessions.FindAsync(token, CancellationToken.None))!, lesson.Name, [.. lesson.Questions.Select(question => question.Right)], CancellationToken.None);
        }

        return ((await desk.Sessions.FindAsync(token, CancellationToken.None))!, token);
    }

    private static async Task<IReadOnlyList<Figure>> PagesAsync(FulcrumCore core, SystemRandom random, string token, int profiles, BenchSettings settings)
    {
        using var probe = new TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        var port = ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await using var app = FulcrumStaffConsole.Create(core, new ConsoleOptions { Port = port, Address = SiteAddress.OnThisMachine(port), SigningKey = RandomNumberGenerator.GetBytes(32), Random = random });
        await app.StartAsync();
        var (rounds, byPage) = (new List<double>(), Pages.ToDictionary(page => page, _ => new List<double>()));
        using var http = Client(port, token);
        for (var round = -1; round < settings.Rounds; round++)
        {
            var (all, until) = (new List<double>(), Stopwatch.GetTimestamp() + (long)(settings.Round.TotalSeconds * Stopwatch.Frequency));
            do
            {
                foreach (var page in Pages)
                {
                    var begun = Stopwatch.GetTimestamp();
                    await http.GetByteArrayAsync($"/en/{page}");
                    all.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                    byPage[page].Add(all[^1]);
                }
            }
            while (Stopwatch.GetTimestamp() < until);

            if (round >= 0)
            {
                rounds.Add(Percentile(all, 0.95));
            }
        }

        var (bytes, seconds) = await FirstAsync(port, token, settings.Rounds);
        await app.StopAsync();
        var each = string.Join(", ", byPage.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{(pair.Key.Length == 0 ? "home" : pair.Key)} {Percentile(pair.Value, 0.95):0.0}")));
        return
        [
            Figure.AtMost("console.page", "ms", 100, rounds, string.Create(CultureInfo.InvariantCulture, $"p95 at the client, one request at a time, {profiles:N0} profiles; each page: {each}")),
            Figure.AtMost("console.first", "bytes", null, [bytes], string.Create(CultureInfo.InvariantCulture, $"page, style and icon of the heaviest of them, not compressed; all there after {Rounds.Median(seconds):0.000} s on loopback with a connection of its own")),
        ];
    }

    private static async Task<(double Bytes, List<double> Seconds)> FirstAsync(int port, string token, int rounds)
    {
        var (most, seconds) = (0.0, new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var page in Pages)
            {
                using var http = Client(port, token);
                var begun = Stopwatch.GetTimestamp();
                var text = await http.GetByteArrayAsync($"/en/{page}");
                var named = await Task.WhenAll(Named().Matches(Encoding.UTF8.GetString(text)).Select(match => match.Groups[1].Value).Distinct().Select(path => http.GetByteArrayAsync(path)));
                seconds.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
                most = Math.Max(most, text.Length + named.Sum(file => file.Length));
            }
        }

        return (most, seconds);
    }

    /// <summary>Looks through the door of views, by many at once: with the question before each, and without.</summary>
    private static async Task<Figure> CheckAsync(FulcrumCore core, StaffSession session, int profiles, BenchSettings settings)
    {
        var workspace = core.Workspace.Current;
        var view = workspace.Views["service-desk"];
        var role = core.Staff.Book.Find("service-desk")!;
        var labels = view.Facts.Select(fact => fact.Label).Where(role.Sees).ToImmutableArray();
        var people = Enumerable.Range(0, LooksARound).Select(at => Read(core, (int)(at * 7919L % profiles))).ToArray();
        var pairs = await Rounds.InterleaveAsync(settings.Rounds, () => RunAsync(true), () => RunAsync(false));
        return Figure.AtMost("access.check", "ratio", 1.10, pairs.Ratios(), $"{pairs.Absolute("µs of processor time a look")}; {Callers} callers, each look on disk before its answer, {labels.Length} labels, every role and lesson held");

        async Task<double> RunAsync(bool isAsked)
        {
            // Processor time: the disk, which both wait for, differs more from round to round than what is asked here.
            var (next, begun) = (-1, Environment.CpuUsage.TotalTime);
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) is var at && at < people.Length)
                {
                    if (isAsked && !StaffAccess.Check(session.Member, StaffPowers.Find | StaffPowers.Reveal, view.Purpose, labels, workspace, core.Now).IsAllowed)
                    {
                        throw new InvalidOperationException("A look was refused; nothing was measured.");
                    }

                    if (await core.Views.LookUpAsync(view, [people[at]], "service-desk/bench", "asks where the order is", CancellationToken.None) is null)
                    {
                        throw new InvalidOperationException("Nobody is known; nothing was measured.");
                    }
                }
            })));
            return (Environment.CpuUsage.TotalTime - begun).TotalMicroseconds / people.Length;
        }
    }

    private static Identifier Read(FulcrumCore core, int number) =>
        core.Identifiers.TryRead("user-id", Customers.UserId(number), verified: false, out var person, out _) ? person : throw new InvalidOperationException("A customer's id cannot be read; nothing was measured.");

    private static HttpClient Client(int port, string token)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://localhost:{port}") };
        http.DefaultRequestHeaders.Add("Cookie", $"__Host-console=a-browser-of-our-own-making; __Host-staff={token}");
        return http;
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt(Math.Min(values.Count - 1, (int)(values.Count * share)));

    [GeneratedRegex("(?:<link[^>]+href|<script[^>]+src)=\"(/[^\"]+\\.(?:css|svg|js))\"")]
    private static partial Regex Named();
}
