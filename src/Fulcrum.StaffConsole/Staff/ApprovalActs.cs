using System.Globalization;
using System.Text.Json.Nodes;
using Fulcrum.Staff;
using Fulcrum.Staff.Approvals;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>The acts around what nobody does alone.</summary>
internal static class ApprovalActs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<StaffAct> All { get; } =
    [
        new("approvals", "GET", "approvals", StaffPowers.Audit, [], ListAsync),
        new("ask", "POST", "approvals", StaffPowers.Audit, ["act", "why"], async call => Of(await call.Parts.Desk.AskApprovalAsync(call.Visit.Who, GuardedActs.Read(call.Text("act")), call.Text("why"), call.Cancellation))),
        new("approve", "POST", "approvals/{number}/approve", StaffPowers.Audit, ["note"], call => DecideAsync(call, isApproved: true)) { IsDangerous = true },
        new("deny", "POST", "approvals/{number}/deny", StaffPowers.Audit, ["note"], call => DecideAsync(call, isApproved: false)),
        new("export", "POST", "acts/export", StaffPowers.Audit, ["find"], ExportAsync) { IsDangerous = true },
    ];

    private static async Task<JsonNode> ListAsync(StaffCall call) => new JsonArray([.. (await call.Parts.Desk.ListApprovalsAsync(call.Visit.Who, call.Cancellation)).Take(StaffActs.RowsMax).Select(Of)]);

    private static async Task<JsonNode> DecideAsync(StaffCall call, bool isApproved)
    {
        _ = int.TryParse(call.Route("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        await call.Parts.Desk.DecideApprovalAsync(call.Visit.Who, number, isApproved, call.Text("note"), call.Cancellation);
        return new JsonObject { ["approval"] = number, ["isApproved"] = isApproved };
    }

    private static async Task<JsonNode> ExportAsync(StaffCall call) => new JsonArray(
    [
        .. (await call.Parts.Desk.ExportActsAsync(call.Visit.Who, call.Text("find"), call.Cancellation)).Select(act => new JsonObject
        {
            ["at"] = StaffJson.Of(act.At), ["what"] = act.What, ["by"] = act.By, ["detail"] = act.Detail, ["chain"] = act.Chain, ["holds"] = act.Holds,
        }),
    ]);

    private static JsonObject Of(Approval one) => new()
    {
        ["approval"] = one.Number, ["act"] = GuardedActs.KeyOf(one.Act), ["member"] = one.Member, ["why"] = one.Why, ["at"] = StaffJson.Of(one.At), ["until"] = StaffJson.Of(one.Until),
        ["decidedBy"] = one.DecidedBy, ["decidedAt"] = StaffJson.Of(one.DecidedAt), ["isApproved"] = one.IsApproved, ["note"] = one.Note, ["spentAt"] = StaffJson.Of(one.SpentAt),
    };
}
