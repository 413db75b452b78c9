using System.Buffers.Text;
using System.Collections.Immutable;
using Fulcrum.Rights.Proof;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fulcrum.Pages.Passkeys;

/// <summary>WebAuthn, as ASP.NET Core Identity checks it, for one origin that somebody named. Nothing of a request says who we are.</summary>
/// <remarks>It only checks: what a signature counts for is the caller's to say. Safe from many threads.</remarks>
/// <typeparam name="TOwner">Whose passkeys they are.</typeparam>
internal sealed class PasskeyGate<TOwner>
    where TOwner : class
{
    private const string Required = "required";

    private readonly PasskeyOwners<TOwner> _owners;
    private readonly PasskeyChallenges<TOwner> _challenges;
    private readonly IOptions<IdentityPasskeyOptions> _options;

    /// <summary>Makes one.</summary>
    /// <param name="host">The name that the passkeys belong to.</param>
    /// <param name="origin">What browsers call the site they are used on.</param>
    /// <param name="owners">Whose they are.</param>
    /// <param name="random">Chance.</param>
    public PasskeyGate(string host, string origin, PasskeyOwners<TOwner> owners, IRandomSource random)
    {
        (_owners, _challenges) = (owners, new PasskeyChallenges<TOwner>(random));
        _options = Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = host,
            AuthenticatorTimeout = PasskeyChallenges<TOwner>.HoldsFor,
            UserVerificationRequirement = Required,
            ResidentKeyRequirement = Required,
            AttestationConveyancePreference = "none",
            ValidateOrigin = context => ValueTask.FromResult(context.Origin == origin && !context.CrossOrigin && string.IsNullOrEmpty(context.TopOrigin)),
        });
    }

    /// <summary>Asks a browser for a new passkey.</summary>
    /// <param name="http">The request.</param>
    /// <param name="asked">What tells this browser and session from every other; the answer has to come with the same.</param>
    /// <param name="owner">Whose it will be.</param>
    /// <param name="name">What the device calls it.</param>
    /// <param name="now">Now.</param>
    /// <returns>What the answer names the question by, and the question.</returns>
    public async Task<(string Id, string Question)> AskNewAsync(HttpContext http, string asked, TOwner owner, string name, Instant now)
    {
        using var users = Users(http);
        var question = await Handler(users).MakeCreationOptionsAsync(new PasskeyUserEntity { Id = _owners.Show(owner).Handle, Name = name, DisplayName = name }, http);
        return (_challenges.Add(asked, question.AttestationState ?? "", owner, now), question.CreationOptionsJson);
    }

    /// <summary>Asks a browser for any passkey of ours. It names nobody: the device knows.</summary>
    public async Task<(string Id, string Question)> AskAnyAsync(HttpContext http, string asked, Instant now)
    {
        using var users = Users(http);
        var question = await Handler(users).MakeRequestOptionsAsync(null, http);
        return (_challenges.Add(asked, question.AssertionState ?? "", null, now), question.RequestOptionsJson);
    }

    /// <summary>Reads a new passkey out of a browser's answer; null when it is none that was asked for.</summary>
    public async Task<(TOwner Owner, Passkey Passkey)?> ReadNewAsync(HttpContext http, string asked, PasskeyAnswer answer, string name, Instant now)
    {
        if (_challenges.Take(asked, answer.Challenge, now) is not { Owner: { } owner } challenge)
        {
            return null;
        }

        using var users = Users(http);
        var read = await Handler(users).PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = http, CredentialJson = answer.Json, AttestationState = challenge.State });
        return read is { Succeeded: true, Passkey: { IsUserVerified: true } made } && read.UserEntity.Id == _owners.Show(owner).Handle
            ? (owner, new Passkey(Base64Url.EncodeToString(made.CredentialId), made.PublicKey, made.SignCount, made.IsBackupEligible, name))
            : null;
    }

    /// <summary>What a browser's answer proves; null when it proves nothing, for whatever reason.</summary>
    public async Task<PasskeyProof?> ProveAsync(HttpContext http, string asked, PasskeyAnswer answer, Instant now)
    {
        if (_challenges.Take(asked, answer.Challenge, now) is not { Owner: null } challenge)
        {
            return null;
        }

        using var users = Users(http);
        var read = await Handler(users).PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = http, CredentialJson = answer.Json, AssertionState = challenge.State });
        _owners.Refused?.Invoke(read.Failure?.Message ?? "");
        return read is { Succeeded: true, Passkey: { IsUserVerified: true } used, User: { } owner }
            ? new PasskeyProof(_owners.Show(owner).Handle, Base64Url.EncodeToString(used.CredentialId), used.SignCount)
            : null;
    }

    private PasskeyHandler<TOwner> Handler(UserManager<TOwner> users) => new(users, _options);

    private UserManager<TOwner> Users(HttpContext http) => new(
        new PasskeyUsers<TOwner>(_owners), Options.Create(new IdentityOptions()), new PasswordHasher<TOwner>(), [], [], new UpperInvariantLookupNormalizer(),
        new IdentityErrorDescriber(), http.RequestServices, NullLogger<UserManager<TOwner>>.Instance);
}

/// <summary>Whose passkeys there are.</summary>
/// <param name="Find">The owner of a handle that a device hands back; null for none.</param>
/// <param name="Show">An owner's handle, and their passkeys.</param>
internal sealed record PasskeyOwners<TOwner>(Func<string, CancellationToken, ValueTask<TOwner?>> Find, Func<TOwner, (string Handle, ImmutableArray<Passkey> Passkeys)> Show)
    where TOwner : class
{
    /// <summary>
    /// Stands in for whoever is not known, and for a passkey that is none of theirs, so that a signature is checked for them as for everybody and no clock tells who
    /// is known; null where that is no secret. Nobody holds the other half of its key.
    /// </summary>
    public Func<string, TOwner>? Nobody { get; init; }

    /// <summary>Whether the stand-in of a credential may be copied to other devices: by a secret and the same after each start, since of real ones both kinds are found.</summary>
    public Func<string, bool> IsCopied { get; init; } = _ => false;

    /// <summary>Hears how far the check of a wrong answer came; for tests.</summary>
    public Action<string>? Refused { get; init; }
}

/// <summary>A signature that was checked.</summary>
/// <param name="Handle">Of its owner.</param>
/// <param name="Passkey">Id of the passkey.</param>
/// <param name="Counter">What the device counts.</param>
internal sealed record PasskeyProof(string Handle, string Passkey, uint Counter)
{
    /// <summary>Never whose.</summary>
    public override string ToString() => "PasskeyProof(…)";
}

/// <summary>What a browser answered.</summary>
/// <param name="Challenge">The question it answers.</param>
/// <param name="Json">The answer, as <c>PublicKeyCredential.toJSON()</c> writes it.</param>
internal sealed record PasskeyAnswer(string Challenge, string Json)
{
    /// <summary>Longest answer that is read.</summary>
    private const int JsonMax = 6 * 1024;

    /// <summary>Reads one out of a form; null when none is in it.</summary>
    public static PasskeyAnswer? Read(IFormCollection form) => Of(form["question"].ToString(), form["answer"].ToString());

    /// <summary>Takes one that was sent in another way; null when it is none.</summary>
    public static PasskeyAnswer? Of(string challenge, string json) =>
        challenge.Length is > 0 and < 100 && json.Length is > 0 and <= JsonMax ? new PasskeyAnswer(challenge, json) : null;

    /// <summary>Never what.</summary>
    public override string ToString() => "PasskeyAnswer(…)";
}
