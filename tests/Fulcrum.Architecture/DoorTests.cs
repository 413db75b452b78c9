namespace Fulcrum.Architecture;

/// <summary>Law 1 from outside the core: what must not be possible does not compile.</summary>
public class DoorTests
{
    private const string Usings = "using Fulcrum; using Fulcrum.Consent; using Fulcrum.Permits; using Fulcrum.Profiles;\n";

    [Theory]
    [InlineData("static object? Reach() => typeof(Profile);", "CS0122")]
    [InlineData("static object? Reach() => typeof(ProfilePart);", "CS0122")]
    [InlineData("static void Reach(Profile profile) { }", "CS0122")]
    [InlineData("static object Forge(Use use, ProfileView view) => new Permit(use, default, default, default, view);", "CS1729")]
    [InlineData("static object Forge(Use use) => new ProfileView(use, new FactReading[0]);", "CS1729")]
    [InlineData("static object Forge() => new ProtectiveView(default, new FactReading[0], new Contact[0]);", "CS1729")]
    [InlineData("static void Edit(Permit permit) => permit.Subject = new SubjectId(1);", "CS0200")]
    [InlineData("static object Forge() => new Subject(new SubjectId(1));", "CS1729")]
    [InlineData("sealed class Forged : PermitAnswer { public Forged(Use use, Instant at) : base(use, at) { } }", "CS0122")]
    [InlineData("static object Write(ConsentRecord record) => new ConsentEntry(record);", "CS0122")]
    public void Nothing_outside_the_core_reaches_a_profile_or_makes_a_permit(string code, string error) =>
        Assert.Contains(error, Snippet.Errors($"{Usings}static class Outside {{ {code} }}"));

    [Fact]
    public void What_a_permit_shows_compiles_outside() =>
        Assert.Empty(Snippet.Errors($$"""
            {{Usings}}
            static class Outside
            {
                static string Show(PermitAnswer answer) => answer switch
                {
                    Permit permit => permit.View[0].Value.Reveal(),
                    Refusal refusal => refusal.Reason.ToString(),
                    _ => "",
                };
            }
            """));
}
