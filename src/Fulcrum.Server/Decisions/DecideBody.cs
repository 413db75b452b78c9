using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Profiles;
using Fulcrum.Server.Identity;

namespace Fulcrum.Server.Decisions;

/// <summary>A question as callers ask it.</summary>
/// <param name="Placements">Names; at least one.</param>
/// <param name="Subject">Whose; null for nobody.</param>
/// <param name="Context">What the page knows of the moment.</param>
/// <param name="RequestId">The caller's id; empty for none.</param>
internal sealed record DecideBody(
    List<string> Placements, IdentifiersBody? Subject, ImmutableArray<KeyValuePair<string, FactValue>> Context, string RequestId)
{
    private const int PlacementsMax = 16;
    private const int ContextMax = 64;

    /// <summary>Reads it.</summary>
    public static DecideBody Read(ref BodyReader reader)
    {
        var placements = new List<string>(1);
        IdentifiersBody? subject = null;
        ImmutableArray<KeyValuePair<string, FactValue>> context = [];
        var requestId = "";
        while (reader.NextMember())
        {
            if (reader.Is("placements"u8))
            {
                ReadPlacements(ref reader, placements);
            }
            else if (reader.Is("subject"u8))
            {
                subject = IdentifiersBody.Read(ref reader, "subject");
            }
            else if (reader.Is("context"u8))
            {
                context = ReadContext(ref reader);
            }
            else if (reader.Is("requestId"u8))
            {
                requestId = reader.Text("requestId", 100);
            }
            else
            {
                throw reader.Unknown("the body", "placements", "subject", "context", "requestId");
            }
        }

        Required.Check(placements.Count > 0 ? "placements" : "", "placements");
        return new DecideBody(placements, subject, context, requestId);
    }

    private static void ReadPlacements(ref BodyReader reader, List<string> placements)
    {
        reader.EnterArray("placements");
        placements.Clear();
        while (reader.NextElement())
        {
            var name = reader.Text("placements", 100);
            if (placements.Count == PlacementsMax || placements.Contains(name))
            {
                throw new ProblemException(Problems.BadMember("placements", $"at most {PlacementsMax} different placements"));
            }

            placements.Add(name);
        }
    }

    private static ImmutableArray<KeyValuePair<string, FactValue>> ReadContext(ref BodyReader reader)
    {
        reader.EnterObject("context");
        var context = ImmutableArray.CreateBuilder<KeyValuePair<string, FactValue>>(1);
        while (reader.NextMember())
        {
            var name = reader.Name;
            reader.ToValue();
            if (context.Count == ContextMax || name.Length > 100)
            {
                throw new ProblemException(Problems.BadMember("context", $"at most {ContextMax} members with short names"));
            }

            if (reader.Kind != JsonTokenType.Null)
            {
                context.Add(new(name, ReadValue(ref reader)));
            }
        }

        return context.DrainToImmutable();
    }

    private static FactValue ReadValue(ref BodyReader reader)
    {
        switch (reader.Kind)
        {
            case JsonTokenType.Number:
                return FactValue.Of(reader.Number("context"));
            case JsonTokenType.True or JsonTokenType.False:
                return FactValue.Of(reader.Truth("context"));
            case JsonTokenType.StartArray:
                var texts = new List<string>();
                while (reader.NextElement())
                {
                    texts.Add(reader.Text("context", 1_000));
                }

                return FactValue.Of(texts.ToArray());
            default:
                return FactValue.Of(reader.Text("context", 1_000));
        }
    }
}
