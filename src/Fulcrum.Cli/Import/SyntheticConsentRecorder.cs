using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Cli.Shell;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Identity;

namespace Fulcrum.Cli.Import;

/// <summary>Records the made-up consents of a demonstration, each marked synthetic, before the events of the same customers are sent.</summary>
/// <remarks>
/// Which customer says what follows from a hash of the identifier alone, so a repeated import makes up the same.
/// The time is the import's first start, so that resuming never overrules what a customer said since.
/// </remarks>
internal sealed class SyntheticConsentRecorder
{
    // Customers remembered as recorded; forgetting one only costs a record that changes nothing.
    private const int RememberedMax = 1_000_000;

    private readonly FulcrumCore _core;
    private readonly SyntheticConsents _rule;
    private readonly Source _source;
    private readonly Instant _at;
    private readonly bool _isVerified;
    private readonly HashSet<UInt128> _recorded = [];

    /// <summary>Checks the rule against the workspace.</summary>
    /// <exception cref="CommandFault">It names a purpose or notice there is not.</exception>
    public SyntheticConsentRecorder(FulcrumCore core, SyntheticConsents rule, Source source, Instant at)
    {
        (_core, _rule, _source, _at) = (core, rule, source, at);
        _isVerified = source.Verifies.Contains(rule.By);
        var workspace = core.Workspace.Current;
        foreach (var purpose in rule.Purposes)
        {
            if (!workspace.Purposes.TryGetValue(purpose, out var declared) || !declared.NeedsConsent)
            {
                throw new CommandFault(
                    new Fault("unknown-purpose", $"\"{purpose}\" is no purpose of the workspace that needs consent.", "List purposes whose basis is consent."), where: rule.At.ToString());
            }
        }

        if (!workspace.Notices.ContainsKey(source.Notice))
        {
            throw new CommandFault(
                new Fault("no-notice", $"Source \"{source.Name}\" has no notice, and a consent needs one.", "Give the source a notice in sources.yaml."), where: rule.At.ToString());
        }
    }

    /// <summary>Given, refused, or unknown: by the first 8 bytes of the SHA-256 of the value, modulo 100.</summary>
    public static ConsentState StateOf(SyntheticConsents rule, string value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(value), hash);
        var percent = (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash) % 100);
        return percent < rule.GivenPercent ? ConsentState.Given
            : percent < rule.GivenPercent + rule.RefusedPercent ? ConsentState.Refused
            : ConsentState.Unknown;
    }

    /// <summary>Records what these customers decided, once each; durable when it returns.</summary>
    /// <param name="values">Values of the identifier that decides.</param>
    /// <param name="now">Time of receipt.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public async Task RecordAsync(IEnumerable<string> values, Instant now, CancellationToken cancellation)
    {
        if (_recorded.Count > RememberedMax)
        {
            _recorded.Clear();
        }

        var waits = new List<Task<ConsentOutcome>>();
        foreach (var value in values)
        {
            var state = StateOf(_rule, value);
            if (state != ConsentState.Unknown
                && _core.Identifiers.TryRead(_rule.By, value, _isVerified, out var identifier, out _)
                && _recorded.Add(_core.Identifiers.KeyOf(identifier).Hash))
            {
                waits.Add(_core.Consents.RecordAsync(RequestOf(identifier, state, now), cancellation).AsTask());
            }
        }

        await Task.WhenAll(waits);
    }

    private ConsentRequest RequestOf(Identifier identifier, ConsentState state, Instant now) => new(
        [identifier],
        "",
        [.. _rule.Purposes.Select(purpose => new ConsentRecord(
            purpose,
            state,
            _source.Notice,
            _source.Language,
            _at,
            now,
            _source.Channel,
            ConsentMethod.Express,
            _isVerified,
            _source.Name,
            ImmutableArray<string>.Empty,
            Synthetic: true))]);
}
