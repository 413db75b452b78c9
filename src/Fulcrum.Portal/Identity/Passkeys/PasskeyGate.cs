using System.Buffers.Text;
using Fulcrum.Identity;
using Fulcrum.Rights.Proof;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fulcrum.Portal.Identity.Passkeys;

/// <summary>WebAuthn, as ASP.NET Core Identity checks it, for the one origin that the company named. Nothing of a request says who we are.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class PasskeyGate
{
    private const string Required = "required";

    private readonly PasskeyFlow _passkeys;
    private readonly PasskeyChallenges _challenges;
    private readonly IOptions<IdentityPasskeyOptions> _options;

    private PasskeyGate(PasskeyFlow passkeys, CentreAddress centre, PortalOptions options)
    {
        (_passkeys, _challenges) = (passkeys, new PasskeyChallenges(options));
        _options = Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = centre.Host,
            AuthenticatorTimeout = PasskeyChallenges.HoldsFor,
            UserVerificationRequirement = Required,
            ResidentKeyRequirement = Required,
            AttestationConveyancePreference = "none",
            ValidateOrigin = context => ValueTask.FromResult(context.Origin == centre.Origin && !context.CrossOrigin && string.IsNullOrEmpty(context.TopOrigin)),
        });
    }

    /// <summary>Makes one; null where nobody said what the centre is called, or it has no name that passkeys could belong to.</summary>
    public static PasskeyGate? Make(FulcrumCore core, PortalOptions options) =>
        options.PublicAddress is { CanOwnPasskeys: true } centre ? new PasskeyGate(core.Passkeys, centre, options) : null;

    /// <summary>Asks a browser for a new passkey.</summary>
    /// <param name="http">The request.</param>
    /// <param name="visit">Who is signed in.</param>
    /// <param name="owner">Whose it will be.</param>
    /// <param name="now">Now.</param>
    /// <returns>What the answer names the question by, and the question.</returns>
    public async Task<(string Id, string Question)> AskNewAsync(HttpContext http, Visit visit, PasskeyOwner owner, Instant now)
    {
        using var users = Users(http);
        var name = visit.Person?.Masked ?? "";
        var question = await Handler(users).MakeCreationOptionsAsync(new PasskeyUserEntity { Id = owner.Handle, Name = name, DisplayName = name }, http);
        return (_challenges.Add(visit, question.AttestationState ?? "", owner, now), question.CreationOptionsJson);
    }

    /// <summary>Asks a browser for any passkey of ours. It names nobody: the device knows.</summary>
    public async Task<(string Id, string Question)> AskAnyAsync(HttpContext http, Visit visit, Instant now)
    {
        using var users = Users(http);
        var question = await Handler(users).MakeRequestOptionsAsync(null, http);
        return (_challenges.Add(visit, question.AssertionState ?? "", null, now), question.RequestOptionsJson);
    }

    /// <summary>Reads a new passkey out of a browser's answer; null when it is none that was asked for.</summary>
    public async Task<(PasskeyOwner Owner, Passkey Passkey)?> ReadNewAsync(HttpContext http, Visit visit, PasskeyAnswer answer, string name, Instant now)
    {
        if (_challenges.Take(visit, answer.Challenge, now) is not { Owner: { } owner } challenge)
        {
            return null;
        }

        using var users = Users(http);
        var read = await Handler(users).PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = http, CredentialJson = answer.Json, AttestationState = challenge.State });
        return read is { Succeeded: true, Passkey: { IsUserVerified: true } made } && read.UserEntity.Id == owner.Handle
            ? (owner, new Passkey(Base64Url.EncodeToString(made.CredentialId), made.PublicKey, made.SignCount, made.IsBackupEligible, name))
            : null;
    }

    /// <summary>The address that a browser's answer proves; null when it proves none, for whatever reason.</summary>
    /// <exception cref="StoreUnavailableException">Nobody is signed in.</exception>
    public async Task<Identifier?> ProveAsync(HttpContext http, Visit visit, PasskeyAnswer answer, Instant now)
    {
        if (_challenges.Take(visit, answer.Challenge, now) is not { Owner: null } challenge)
        {
            return null;
        }

        using var users = Users(http);
        var read = await Handler(users).PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = http, CredentialJson = answer.Json, AssertionState = challenge.State });
        return read is { Succeeded: true, Passkey: { IsUserVerified: true } used, User: { } owner }
            ? await _passkeys.UseAsync(owner.Handle, Base64Url.EncodeToString(used.CredentialId), used.SignCount, CancellationToken.None)
            : null;
    }

    private PasskeyHandler<PasskeyOwner> Handler(UserManager<PasskeyOwner> users) => new(users, _options);

    private UserManager<PasskeyOwner> Users(HttpContext http) => new(
        new PasskeyUsers(_passkeys), Options.Create(new IdentityOptions()), new PasswordHasher<PasskeyOwner>(), [], [], new UpperInvariantLookupNormalizer(),
        new IdentityErrorDescriber(), http.RequestServices, NullLogger<UserManager<PasskeyOwner>>.Instance);
}

/// <summary>What a browser answered.</summary>
/// <param name="Challenge">The question it answers.</param>
/// <param name="Json">The answer, as <c>PublicKeyCredential.toJSON()</c> writes it.</param>
internal sealed record PasskeyAnswer(string Challenge, string Json)
{
    /// <summary>Longest answer that is read.</summary>
    private const int JsonMax = 6 * 1024;

    /// <summary>Reads one out of a form; null when none is in it.</summary>
    public static PasskeyAnswer? Read(IFormCollection form) =>
        form["question"] is [{ Length: > 0 and < 100 } challenge] && form["answer"] is [{ Length: > 0 and <= JsonMax } json] ? new PasskeyAnswer(challenge, json) : null;

    /// <summary>Never what.</summary>
    public override string ToString() => "PasskeyAnswer(…)";
}
