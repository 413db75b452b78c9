using System.Buffers.Binary;
using System.Globalization;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Proof;

/// <summary>Proof that somebody controls an e-mail address or a phone: a one-time code is sent there, and typed back.</summary>
/// <remarks>
/// <para>
/// Asking does the same for an address nobody is known by as for any other: the same message, the same write, the same answer. Who is
/// known shows only after the proof.
/// </para>
/// <para>
/// A code has eight digits, holds for ten minutes, once, for the challenge it was asked with, and for five attempts; only its keyed hash
/// is kept, in memory, so that none outlives the process. Askers are held to a pace by address and by network. Safe from many threads.
/// </para>
/// </remarks>
public sealed class CodeFlow
{
    /// <summary>How long a code holds.</summary>
    public static readonly TimeSpan HoldsFor = TimeSpan.FromMinutes(10);

    /// <summary>How many codes may be tried against one challenge.</summary>
    public const int AttemptsMax = 5;

    /// <summary>Codes that one network may ask for one address in a quarter of an hour.</summary>
    public const int AsksOfOneMax = 5;

    /// <summary>Codes that may be asked for one address in an hour, from anywhere.</summary>
    public const int AsksForAddressMax = 20;

    /// <summary>Codes that one network may ask for in a quarter of an hour, for any address.</summary>
    public const int AsksOfNetworkMax = 30;

    /// <summary>Codes that one network may try in a quarter of an hour.</summary>
    public const int TriesOfNetworkMax = 60;

    /// <summary>Codes that may be tried for one address in an hour, from anywhere.</summary>
    public const int TriesForAddressMax = 60;

    private const uint Codes = 100_000_000;
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Outbox _outbox;
    private readonly IdentifierReader _reader;
    private readonly WorkspaceInForce _workspace;
    private readonly Sealing _sealing;
    private readonly IRandomSource _random;
    private readonly TimeProvider _clock;
    private readonly Challenges _challenges;
    private readonly Pace _asksOfOne;
    private readonly Pace _asksForAddress;
    private readonly Pace _asksOfNetwork;
    private readonly Pace _triesOfNetwork;
    private readonly Pace _triesForAddress;

    internal CodeFlow(Outbox outbox, IdentifierReader reader, WorkspaceInForce workspace, Sealing sealing, IRandomSource random, TimeProvider clock)
    {
        (_outbox, _reader, _workspace, _sealing, _random, _clock) = (outbox, reader, workspace, sealing, random, clock);
        var key = sealing.NewKey();
        var seed = BinaryPrimitives.ReadInt64LittleEndian(sealing.NewKey());
        _challenges = new Challenges(key);
        (_asksOfOne, _asksForAddress, _asksOfNetwork) = (new(AsksOfOneMax, Quarter, seed), new(AsksForAddressMax, Hour, seed), new(AsksOfNetworkMax, Quarter, seed));
        (_triesOfNetwork, _triesForAddress) = (new(TriesOfNetworkMax, Quarter, seed), new(TriesForAddressMax, Hour, seed));
    }

    /// <summary>Whether codes can be sent to identifiers of a type.</summary>
    public static bool CanReach(IdentifierType type) => type.Form is IdentifierForm.Email or IdentifierForm.Phone;

    /// <summary>Sends a code to an address. The message is on disk before the answer, whoever the address belongs to.</summary>
    /// <param name="address">An e-mail address or a phone number.</param>
    /// <param name="network">Where the asker comes from, for example the first half of their network address; only its hash is kept.</param>
    /// <param name="language">Language of the message.</param>
    /// <param name="link">Writes a link for the challenge and the code, which stands in the message too; null for the code alone. It must not do more than the code typed by the asker.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="ArgumentException">No code can be sent to an identifier of this type.</exception>
    /// <exception cref="StoreUnavailableException">The message may not be there; asking again is safe.</exception>
    public async ValueTask<CodeAsked> AskAsync(Identifier address, string network, string language, Func<string, string, Uri>? link, CancellationToken cancellation)
    {
        if (!CanReach(address.Type))
        {
            throw new ArgumentException("A code can be sent to an e-mail address or a phone number only.", nameof(address));
        }

        var now = Now;
        var who = NameOf(address);
        if (Longest(_asksOfNetwork.Count(network, now), _asksOfOne.Count($"{network}\n{who}", now)) is { Ticks: > 0 } pause
            || (pause = _asksForAddress.Count(who, now)) > TimeSpan.Zero)
        {
            return new CodeAsked("", now, pause);
        }

        var (challenge, code, expiresAt) = (_sealing.NewId(), NewCode(), now + HoldsFor);
        var text = CodeText.Of(code, link?.Invoke(challenge, code), HoldsFor, CompanyIn(language), language);
        _challenges.Add(challenge, address, code, expiresAt, AttemptsMax, now);
        await _outbox.PutAsync(new Message(address, CodeText.Template, language, text.Subject, text.Body, expiresAt), cancellation);
        return new CodeAsked(challenge, expiresAt, TimeSpan.Zero);
    }

    /// <summary>Tries a code.</summary>
    /// <param name="challenge">What the asker was given; it belongs into their session alone.</param>
    /// <param name="code">What they typed; spaces and hyphens mean nothing.</param>
    /// <param name="network">Where they come from.</param>
    /// <returns>The address they control, as verified; without one when the code is wrong, used up, too old, or of another challenge, which all look alike.</returns>
    public CodeTried Try(string challenge, string code, string network)
    {
        var now = Now;
        var pause = _triesOfNetwork.Count(network, now);
        if (pause == TimeSpan.Zero && _challenges.AddressOf(challenge, now) is { } asked)
        {
            pause = _triesForAddress.Count(NameOf(asked), now);
        }

        if (pause > TimeSpan.Zero)
        {
            return new CodeTried(null, pause);
        }

        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        var isCode = digits.Length == CodeText.Digits && code.All(letter => char.IsAsciiDigit(letter) || letter is ' ' or '-' or '\u00a0');
        var proved = _challenges.Try(challenge, isCode ? digits : "", now);
        return new CodeTried(proved is null ? null : proved with { Verified = true }, TimeSpan.Zero);
    }

    private Instant Now => Instant.From(_clock.GetUtcNow());

    private string CompanyIn(string language) => _workspace.Current is var current && current.Disclosures.Controller is { } controller ? controller.Name.In(language) : current.Name;

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private string NameOf(Identifier address) => _reader.KeyOf(address).Hash.ToString("x32", CultureInfo.InvariantCulture);

    private string NewCode()
    {
        // The largest multiple that fits, so that every code is as likely as any other.
        const uint Fair = uint.MaxValue / Codes * Codes;
        Span<byte> bytes = stackalloc byte[4];
        uint drawn;
        do
        {
            _random.Fill(bytes);
            drawn = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        }
        while (drawn >= Fair);
        return (drawn % Codes).ToString("D8", CultureInfo.InvariantCulture);
    }
}

/// <summary>What became of asking for a code. The same whether the address is known or not.</summary>
/// <param name="Challenge">What the code is tried with; keep it in the asker's session. Empty when they have to wait.</param>
/// <param name="ExpiresAt">Until when the code holds.</param>
/// <param name="Pause">How long to wait before asking again; zero when a code was sent.</param>
public sealed record CodeAsked(string Challenge, Instant ExpiresAt, TimeSpan Pause)
{
    /// <summary>Whether a code was sent.</summary>
    public bool IsSent => Challenge.Length > 0;
}

/// <summary>What became of trying a code.</summary>
/// <param name="Proved">The address the asker controls; null when they did not prove it.</param>
/// <param name="Pause">How long to wait before trying again; zero when it was tried.</param>
public sealed record CodeTried(Identifier? Proved, TimeSpan Pause);
