using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Server.Identity;

namespace Fulcrum.Server.Consent;

/// <summary>What a caller says a subject decided, with its evidence.</summary>
/// <param name="Identifiers">Whose.</param>
/// <param name="Verified">Whether the caller knew the subject by an identifier it had proof of.</param>
/// <param name="RequestId">The caller's id; empty for none.</param>
/// <param name="Decisions">One a purpose.</param>
internal sealed record ConsentBody(IdentifiersBody Identifiers, bool Verified, string RequestId, ImmutableArray<ConsentDecisionBody> Decisions)
{
    private const int DecisionsMax = 64;

    /// <summary>Reads it.</summary>
    public static ConsentBody Read(ref BodyReader reader)
    {
        IdentifiersBody? identifiers = null;
        var verified = false;
        var requestId = "";
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
            else if (reader.Is("decisions"u8))
            {
                ReadDecisions(ref reader, decisions);
            }
            else
            {
                throw reader.Unknown("the body", "identifiers", "verified", "requestId", "decisions");
            }
        }

        Required.Check(decisions.Count > 0 ? "decisions" : "", "decisions");
        return new ConsentBody(
            identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), verified, requestId, decisions.ToImmutable());
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

/// <summary>One decision about one purpose. Evidence that is missing makes a grant invalid; it is recorded as such and enables nothing.</summary>
internal sealed record ConsentDecisionBody(
    string Purpose, ConsentState State, string Notice, string Language, Instant? At, string Channel, ConsentMethod Method)
{
    /// <summary>Reads the object stood on.</summary>
    public static ConsentDecisionBody Read(ref BodyReader reader)
    {
        reader.EnterObject("decisions");
        string purpose = "", notice = "", language = "", channel = "";
        var state = ConsentState.Unknown;
        Instant? at = null;
        var method = ConsentMethod.Express;
        while (reader.NextMember())
        {
            if (reader.Is("purpose"u8))
            {
                purpose = reader.Text("purpose", 100);
            }
            else if (reader.Is("state"u8))
            {
                state = StateOf(reader.Text("state", 20));
            }
            else if (reader.Is("notice"u8))
            {
                notice = reader.Text("notice", 200);
            }
            else if (reader.Is("language"u8))
            {
                language = reader.Text("language", 35);
            }
            else if (reader.Is("at"u8))
            {
                at = reader.Time("at");
            }
            else if (reader.Is("channel"u8))
            {
                channel = reader.Text("channel", 50);
            }
            else if (reader.Is("method"u8))
            {
                method = MethodOf(reader.Text("method", 20));
            }
            else
            {
                throw reader.Unknown("a decision", "purpose", "state", "notice", "language", "at", "channel", "method");
            }
        }

        Required.Check(purpose, "purpose");
        Required.Check(state == ConsentState.Unknown ? "" : "state", "state");
        return new ConsentDecisionBody(purpose, state, notice, language, at, channel, method);
    }

    private static ConsentState StateOf(string text) =>
        Words.TryRead(text, out ConsentState state) && state is (ConsentState.Given or ConsentState.Refused or ConsentState.Withdrawn)
            ? state
            : throw new ProblemException(Problems.BadMember("state", "given, refused or withdrawn"));

    private static ConsentMethod MethodOf(string text) =>
        Words.TryRead(text, out ConsentMethod method)
            ? method
            : throw new ProblemException(Problems.BadMember("method", "express, implied, bundled, silent or signal"));
}
