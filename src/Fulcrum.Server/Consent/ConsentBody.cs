using System.Collections.Immutable;
using Fulcrum.Server.Identity;

namespace Fulcrum.Server.Consent;

/// <summary>What a caller says a subject decided, with its evidence.</summary>
/// <param name="Identifiers">Whose.</param>
/// <param name="Verified">Whether the caller knew the subject by an identifier it had proof of.</param>
/// <param name="RequestId">The caller's id; empty for none.</param>
/// <param name="Decisions">One a purpose and scope.</param>
internal sealed record ConsentBody(IdentifiersBody Identifiers, bool Verified, string RequestId, ImmutableArray<ConsentDecisionBody> Decisions)
{
    /// <summary>The nonce or token that its yes brings; empty for none.</summary>
    public string Proof { get; private init; } = "";

    /// <summary>Where the subject lives, by the caller; empty when not said.</summary>
    public string Residence { get; private init; } = "";

    private const int DecisionsMax = 64;

    /// <summary>Reads it.</summary>
    public static ConsentBody Read(ref BodyReader reader)
    {
        IdentifiersBody? identifiers = null;
        var verified = false;
        string requestId = "", proof = "", residence = "";
        var decisions = ImmutableArray.CreateBuilder<ConsentDecisionBody>();
        while (reader.NextMember())
        {
            if (reader.Is("identifiers"u8))
            {
                identifiers = IdentifiersBody.Read(ref reader, "identifiers");
            }
            else if (reader.Is("verified"u8))
            {
                verified = reader.Truth("verified");
            }
            else if (reader.Is("requestId"u8))
            {
                requestId = reader.Text("requestId", 100);
            }
            else if (reader.Is("proof"u8))
            {
                proof = reader.Text("proof", CaptureBody.ProofMax);
            }
            else if (reader.Is("residence"u8))
            {
                residence = reader.Text("residence", 20);
            }
            else if (reader.Is("decisions"u8))
            {
                ReadDecisions(ref reader, decisions);
            }
            else
            {
                throw reader.Unknown("the body", "identifiers", "verified", "requestId", "proof", "residence", "decisions");
            }
        }

        Required.Check(decisions.Count > 0 ? "decisions" : "", "decisions");
        return new ConsentBody(
            identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), verified, requestId, decisions.ToImmutable())
        {
            Proof = proof,
            Residence = residence,
        };
    }

    private static void ReadDecisions(ref BodyReader reader, ImmutableArray<ConsentDecisionBody>.Builder decisions)
    {
        reader.EnterArray("decisions");
        decisions.Clear();
        while (reader.NextElement())
        {
            if (decisions.Count == DecisionsMax)
            {
                throw new ProblemException(Problems.BadMember("decisions", $"at most {DecisionsMax} decisions"));
            }

            decisions.Add(ConsentDecisionBody.Read(ref reader));
        }
    }
}
