using Fulcrum.Consent;

namespace Fulcrum.Server.Consent;

/// <summary>One decision about one purpose. Evidence that is missing makes a grant invalid; it is recorded as such and enables nothing.</summary>
internal sealed record ConsentDecisionBody(
    string Purpose, ConsentState State, string Notice, string Language, Instant? At, string Channel, ConsentMethod Method, ConsentScope Scope, ConsentEvidence Evidence)
{
    /// <summary>Reads the object stood on.</summary>
    public static ConsentDecisionBody Read(ref BodyReader reader)
    {
        reader.EnterObject("decisions");
        string purpose = "", notice = "", language = "", channel = "";
        var state = ConsentState.Unknown;
        Instant? at = null;
        var method = ConsentMethod.Express;
        var scope = ConsentScope.Whole;
        var evidence = ConsentEvidence.None;
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
            else if (reader.Is("scope"u8))
            {
                scope = ReadScope(ref reader);
            }
            else if (reader.Is("evidence"u8))
            {
                evidence = EvidenceBody.Read(ref reader);
            }
            else
            {
                throw reader.Unknown("a decision", "purpose", "state", "notice", "language", "at", "channel", "method", "scope", "evidence");
            }
        }

        Required.Check(purpose, "purpose");
        Required.Check(state == ConsentState.Unknown ? "" : "state", "state");
        return new ConsentDecisionBody(purpose, state, notice, language, at, channel, method, scope, evidence);
    }

    /// <summary>Reads a scope.</summary>
    public static ConsentScope ReadScope(ref BodyReader reader)
    {
        reader.EnterObject("scope");
        string channel = "", category = "";
        while (reader.NextMember())
        {
            if (reader.Is("channel"u8))
            {
                channel = reader.Text("scope.channel", 50);
            }
            else if (reader.Is("category"u8))
            {
                category = reader.Text("scope.category", 100);
            }
            else
            {
                throw reader.Unknown("a scope", "channel", "category");
            }
        }

        var scope = new ConsentScope(channel, category);
        return scope.IsOfKnownCategory
            ? scope
            : throw new ProblemException(Problems.BadMember("scope.category", "a category of data, for example user.location"));
    }

    /// <summary>What was decided, in its word.</summary>
    public static ConsentState StateOf(string text) =>
        Words.TryRead(text, out ConsentState state) && state is (ConsentState.Given or ConsentState.Refused or ConsentState.Withdrawn)
            ? state
            : throw new ProblemException(Problems.BadMember("state", "given, refused or withdrawn"));

    private static ConsentMethod MethodOf(string text) =>
        Words.TryRead(text, out ConsentMethod method)
            ? method
            : throw new ProblemException(Problems.BadMember("method", "express, implied, bundled, silent or signal"));
}
