using System.Text.Json.Nodes;
using Fulcrum.Staff;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>The acts that open a part of a person's card.</summary>
internal static class PartActs
{
    private static readonly string[] Members = ["view", "type", "value", "why", "emergency", "case"];

    /// <summary>One for each part.</summary>
    public static IEnumerable<StaffAct> All { get; } =
    [
        new("choices", "POST", "people/choices", StaffPowers.Find, Members, call => OpenAsync(call, StaffPart.Choices)),
        new("decisions", "POST", "people/decisions", StaffPowers.Find | StaffPowers.Decisions, Members, call => OpenAsync(call, StaffPart.Decisions)),
        new("looks", "POST", "people/looks", StaffPowers.Find | StaffPowers.Audit, Members, call => OpenAsync(call, StaffPart.Looks)),
    ];

    private static async Task<JsonNode> OpenAsync(StaffCall call, StaffPart part)
    {
        if (!call.Parts.Core.Identifiers.TryRead(call.Text("type"), call.Text("value"), verified: false, out var person, out _))
        {
            throw new StaffProblemException(StaffProblems.BadBody);
        }

        var look = new StaffLook(call.Text("view"), call.Text("why")) { IsEmergency = call.Truth("emergency"), Case = call.Text("case") };
        var card = await call.Parts.Desk.OpenPartAsync(call.Visit.Who, person, look, part, call.Cancellation);
        return new JsonObject
        {
            ["view"] = card.View.Name, ["lookUp"] = card.Sequence, ["refused"] = card.Refused is { } refused ? refused.ToString() : null,
            [part.ToString().ToLowerInvariant()] = part switch
            {
                StaffPart.Choices => new JsonArray([.. card.Choices.Select(standing => new JsonObject
                {
                    ["purpose"] = standing.Purpose.Name, ["state"] = standing.Standing.State.ToString(), ["since"] = StaffJson.Of(standing.Standing.At), ["notice"] = standing.Standing.Notice,
                    ["isUsed"] = standing.Refused is null, ["parts"] = new JsonArray([.. standing.Parts.Select(one => new JsonObject { ["channel"] = one.Scope.Channel, ["state"] = one.Standing.State.ToString() })]),
                })]),
                StaffPart.Decisions => new JsonArray([.. card.Decisions.Select(decision => new JsonObject
                {
                    ["decision"] = decision.Id, ["at"] = StaffJson.Of(decision.At), ["placement"] = decision.Placement, ["purpose"] = decision.Purpose,
                    ["offers"] = new JsonArray([.. decision.Offers.Select(offer => JsonValue.Create(offer))]), ["sentence"] = decision.Sentence is { } sentence ? StaffJson.Of(sentence) : null, ["hidden"] = decision.Hidden,
                })]),
                _ => new JsonArray([.. card.Looks.Select(seen => new JsonObject
                {
                    ["at"] = StaffJson.Of(seen.At), ["who"] = seen.Who, ["saw"] = seen.View, ["purpose"] = seen.Purpose,
                })]),
            },
        };
    }
}
