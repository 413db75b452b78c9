using Fulcrum.Analyzers;

namespace Fulcrum.Architecture;

/// <summary>Each rule of <c>eng/Fulcrum.Analyzers</c> fires on a planted violation, and only on it.</summary>
public class AnalyzerTests
{
    private const string Rooms = """
        namespace Fulcrum.Profiles { sealed class Profile { public int Count; } sealed class ProfileView { } }
        namespace Fulcrum.Permits
        {
            sealed class Session : System.IDisposable { public Fulcrum.Profiles.Profile Profile = new(); public void Dispose() { } }
        }
        """;

    [Theory]
    [InlineData("object Use() => new Fulcrum.Profiles.Profile();")]
    [InlineData("void Use(Fulcrum.Profiles.Profile profile) { }")]
    [InlineData("System.Collections.Generic.List<Fulcrum.Profiles.Profile>? kept;")]
    [InlineData("int Use(Fulcrum.Permits.Session session) => session.Profile.Count;")]
    [InlineData("void Use(Fulcrum.Permits.Session session) { var unnamed = session.Profile; }")]
    public async Task A_decision_that_touches_a_profile_is_an_error(string code) =>
        Assert.Contains("FUL001", await Analyze(new ProfileRoomsAnalyzer(), $"namespace Fulcrum.Decisions {{ class Planted {{ {code} }} }}"));

    [Theory]
    [InlineData("namespace Fulcrum.Decisions { class Fine { void Use(Fulcrum.Profiles.ProfileView view) { } } }")]
    [InlineData("namespace Fulcrum.Permits { class Fine { void Use(Fulcrum.Profiles.Profile profile) { } } }")]
    [InlineData("namespace Fulcrum { class FulcrumCore { void Use(Fulcrum.Profiles.Profile profile) { } } }")]
    public async Task A_view_is_for_everybody_and_a_profile_for_its_rooms(string code) =>
        Assert.Empty(await Analyze(new ProfileRoomsAnalyzer(), code));

    [Theory]
    [InlineData("using var session = new Session(); await Task.Yield();")]
    [InlineData("using var session = new Session(); if (session.Profile.Count > 0) { await Task.Yield(); }")]
    [InlineData("using (var session = new Session()) { await Task.Yield(); }")]
    public async Task Awaiting_while_a_session_is_held_is_an_error(string code) =>
        Assert.Equal(["FUL002"], await Analyze(new HeldSessionAnalyzer(), Method(code)));

    [Theory]
    [InlineData("await Task.Yield(); using var session = new Session();")]
    [InlineData("{ using var session = new Session(); } await Task.Yield();")]
    [InlineData("using (var session = new Session()) { } await Task.Yield();")]
    [InlineData("using var session = new Session(); Func<Task> later = async () => await Task.Yield();")]
    public async Task Awaiting_before_or_after_a_session_is_fine(string code) =>
        Assert.Empty(await Analyze(new HeldSessionAnalyzer(), Method(code)));

    [Theory]
    [InlineData("System.IO.File.ReadAllText(\"profile\");")]
    [InlineData("new Thread(() => { }).Start();")]
    [InlineData("Task.Run(() => { });")]
    [InlineData("new Timer(_ => { }).Dispose();")]
    [InlineData("_ = TimeProvider.System.GetUtcNow();")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator.Fill(new byte[1]);")]
    [InlineData("Action<string> delete = System.IO.File.Delete;")]
    public async Task A_core_that_reaches_outside_is_an_error(string code) =>
        Assert.Contains("FUL003", await Analyze(new OutsideWorldAnalyzer(), Method(code)));

    [Fact]
    public async Task Time_that_was_handed_in_is_fine() =>
        Assert.Empty(await Analyze(new OutsideWorldAnalyzer(), Method("TimeProvider? clock = null; clock?.GetUtcNow();")));

    [Fact]
    public async Task Code_outside_the_core_is_left_alone() =>
        Assert.Empty(await Snippet.AnalyzeAsync(new OutsideWorldAnalyzer(), Rooms + Method("System.IO.File.Delete(\"a\");"), "Fulcrum.Sqlite"));

    private static string Method(string body) =>
        $"namespace Fulcrum.Permits {{ class Planted {{ async Task Use() {{ {body} await Task.CompletedTask; }} }} }}"
            .Replace("await Task.CompletedTask;", body.Contains("await", StringComparison.Ordinal) ? "" : "return;", StringComparison.Ordinal);

    private static Task<IReadOnlyList<string>> Analyze(Microsoft.CodeAnalysis.Diagnostics.DiagnosticAnalyzer analyzer, string code) =>
        Snippet.AnalyzeAsync(analyzer, Rooms + code, "Fulcrum");
}
