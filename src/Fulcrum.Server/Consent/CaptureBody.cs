using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Server.Identity;

namespace Fulcrum.Server.Consent;

/// <summary>Who is about to be asked, where, and with which notice.</summary>
/// <param name="Surface">Name of the surface.</param>
/// <param name="Notice"><c>name@version</c>; empty for the only one that the surface shows.</param>
/// <param name="Identifiers">Whom.</param>
/// <param name="Verified">Whether the caller signed them in.</param>
internal sealed record CaptureBody(string Surface, string Notice, IdentifiersBody Identifiers, bool Verified)
{
    /// <summary>The longest nonce or token.</summary>
    public const int ProofMax = 1024;

    /// <summary>Reads it.</summary>
    public static CaptureBody Read(ref BodyReader reader)
    {
        string surface = "", notice = "";
        IdentifiersBody? identifiers = null;
        var verified = false;
        while (reader.NextMember())
        {
            if (reader.Is("surface"u8))
            {
                surface = reader.Text("surface", 100);
            }
            else if (reader.Is("notice"u8))
            {
                notice = reader.Text("notice", 200);
            }
            else if (reader.Is("identifiers"u8))
            {
                identifiers = IdentifiersBody.Read(ref reader, "identifiers");
            }
            else if (reader.Is("verified"u8))
            {
                verified = reader.Truth("verified");
            }
            else
            {
                throw reader.Unknown("the body", "surface", "notice", "identifiers", "verified");
            }
        }

        Required.Check(surface, "surface");
        return new CaptureBody(surface, notice, identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), verified);
    }
}

/// <summary>What a page says its visitor decided. When, where and under which notice is not the page's to say.</summary>
/// <param name="Identifiers">Whose.</param>
/// <param name="Proof">The nonce or token that a yes needs; empty for none.</param>
/// <param name="Surface">Where it asked; empty for the one that the nonce names.</param>
/// <param name="Notice"><c>name@version</c> that was shown; empty for the one that the nonce names.</param>
/// <param name="Language">Of the text shown; empty for the source's.</param>
/// <param name="Decisions">One a purpose and scope.</param>
internal sealed record PageDecisionsBody(
    IdentifiersBody Identifiers, string Proof, string Surface, string Notice, string Language, ImmutableArray<PageDecision> Decisions)
{
    private const int DecisionsMax = 64;

    /// <summary>Reads it.</summary>
    public static PageDecisionsBody Read(ref BodyReader reader)
    {
        IdentifiersBody? identifiers = null;
        string proof = "", surface = "", notice = "", language = "";
        var decisions = ImmutableArray.CreateBuilder<PageDecision>();
        while (reader.NextMember())
        {
            if (reader.Is("identifiers"u8))
            {
                identifiers = IdentifiersBody.Read(ref reader, "identifiers");
            }
            else if (reader.Is("proof"u8))
            {
                proof = reader.Text("proof", CaptureBody.ProofMax);
            }
            else if (reader.Is("surface"u8))
            {
                surface = reader.Text("surface", 100);
            }
            else if (reader.Is("notice"u8))
            {
                notice = reader.Text("notice", 200);
            }
            else if (reader.Is("language"u8))
            {
                language = reader.Text("language", 35);
            }
            else if (reader.Is("decisions"u8))
            {
                ReadDecisions(ref reader, decisions);
            }
            else
            {
                throw reader.Unknown("the body", "identifiers", "proof", "surface", "notice", "language", "decisions");
            }
        }

        Required.Check(decisions.Count > 0 ? "decisions" : "", "decisions");
        return new PageDecisionsBody(
            identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), proof, surface, notice, language, decisions.ToImmutable());
    }

    private static void ReadDecisions(ref BodyReader reader, ImmutableArray<PageDecision>.Builder decisions)
    {
        reader.EnterArray("decisions");
        decisions.Clear();
        while (reader.NextElement())
        {
            if (decisions.Count == DecisionsMax)
            {
                throw new ProblemException(Problems.BadMember("decisions", $"at most {DecisionsMax} decisions"));
            }

            decisions.Add(PageDecision.Read(ref reader));
        }
    }
}

/// <summary>One decision of a visitor.</summary>
internal sealed record PageDecision(string Purpose, ConsentState State, ConsentScope Scope)
{
    /// <summary>Reads the object stood on.</summary>
    public static PageDecision Read(ref BodyReader reader)
    {
        reader.EnterObject("decisions");
        var purpose = "";
        var state = ConsentState.Unknown;
        var scope = ConsentScope.Whole;
        while (reader.NextMember())
        {
            if (reader.Is("purpose"u8))
            {
                purpose = reader.Text("purpose", 100);
            }
            else if (reader.Is("state"u8))
            {
                state = ConsentDecisionBody.StateOf(reader.Text("state", 20));
            }
            else if (reader.Is("scope"u8))
            {
                scope = ConsentDecisionBody.ReadScope(ref reader);
            }
            else
            {
                throw reader.Unknown("a decision", "purpose", "state", "scope");
            }
        }

        Required.Check(purpose, "purpose");
        Required.Check(state == ConsentState.Unknown ? "" : "state", "state");
        return new PageDecision(purpose, state, scope);
    }
}
