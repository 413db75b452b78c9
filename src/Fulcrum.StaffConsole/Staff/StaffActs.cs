using System.Text.Json.Nodes;
using Fulcrum.Rights.Requests;
using Fulcrum.Staff;
using Fulcrum.Staff.Misuse;
using Fulcrum.StaffConsole.Messages;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>Every act of staff, in one table: the routes are made of it, the reference lists it, and the tests replay it by every role.</summary>
internal static class StaffActs
{
    /// <summary>Most rows an answer holds.</summary>
    public const int RowsMax = 1_000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<StaffAct> All { get; } =
    [
        new("me", "GET", "me", StaffPowers.None, [], MeAsync),
        new("lessons", "GET", "lessons", StaffPowers.None, [], call => Task.FromResult<JsonNode>(Lessons(call))),
        new("pass", "POST", "lessons/{lesson}", StaffPowers.None, ["answers"], PassAsync),
        new("views", "GET", "views", StaffPowers.None, [], ViewsAsync),
        new("look", "POST", "people/look", StaffPowers.Find, ["view", "type", "value", "why", "reveal", "emergency", "case"], LookAsync),
        .. PartActs.All,
        new("emergency", "POST", "emergencies", StaffPowers.Emergency, ["why"], EmergencyAsync) { IsDangerous = true },
        new("emergencies", "GET", "emergencies", StaffPowers.Audit, [], EmergenciesAsync),
        new("review", "POST", "emergencies/{number}/review", StaffPowers.Audit, ["found"], ReviewAsync),
        new("close", "POST", "people/close", StaffPowers.Find, ["type", "value", "closeness"], CloseAsync),
        new("alarms", "GET", "alarms", StaffPowers.Audit, [], AlarmsAsync),
        new("lift", "POST", "alarms/{number}/close", StaffPowers.Audit, ["found"], LiftAsync),
        new("requests", "GET", "requests", StaffPowers.Rights, [], RequestsAsync),
        new("request", "POST", "requests/{id}", StaffPowers.Rights, ["act", "why", "reason", "outcome"], RequestAsync),
        new("quarantine", "GET", "quarantine", StaffPowers.Quarantine, [], QuarantineAsync),
        new("events", "GET", "events/{number}", StaffPowers.Quarantine, [], EventsAsync),
        new("decision", "GET", "decisions/{id}", StaffPowers.Decisions, [], DecisionAsync),
        new("acts", "POST", "acts", StaffPowers.Audit, ["find", "limit"], ActsAsync),
        .. ApprovalActs.All,
        new("members", "GET", "members", StaffPowers.Staff, [], MembersAsync),
        new("add", "POST", "members", StaffPowers.Staff, ["name", "roles"], AddAsync) { IsDangerous = true },
        new("invite", "POST", "members/{id}/link", StaffPowers.Staff, [], InviteAsync) { IsDangerous = true },
        new("roles", "POST", "members/{id}/roles", StaffPowers.Staff, ["roles"], RolesAsync) { IsDangerous = true },
        new("remove", "POST", "members/{id}/remove", StaffPowers.Staff, [], RemoveAsync) { IsDangerous = true },
        new("messages", "POST", "messages", StaffPowers.Staff, [], MessagesAsync),
    ];

    private static async Task<JsonNode> MeAsync(StaffCall call)
    {
        var (member, desk) = (call.Visit.Who.Member, call.Parts.Desk);
        var emergency = await desk.EmergencyOfAsync(call.Visit.Who, call.Cancellation);
        return new JsonObject
        {
            ["member"] = member.Id, ["name"] = member.Name, ["roles"] = Names(member.Roles), ["token"] = call.Visit.Token,
            ["provedAt"] = StaffJson.Of(call.Visit.Who.ProvedAt), ["emergencyUntil"] = emergency is null ? null : StaffJson.Of(emergency.Until),
        };
    }

    private static JsonArray Lessons(StaffCall call)
    {
        var (member, book) = (call.Visit.Who.Member, call.Parts.Desk.Book);
        return
        [
            .. book.Lessons.Select(lesson => new JsonObject
            {
                ["lesson"] = lesson.Name, ["title"] = StaffJson.Of(lesson.Title), ["text"] = StaffJson.Of(lesson.Text),
                ["isNeeded"] = lesson.Roles.Any(member.Roles.Contains), ["certifiedUntil"] = member.CertifiedUntil(lesson, book) is { } until ? StaffJson.Of(until) : null,
                ["questions"] = new JsonArray([.. lesson.Questions.Select(question => new JsonObject
                {
                    ["ask"] = StaffJson.Of(question.Ask), ["answers"] = new JsonArray([.. question.Answers.Select(answer => StaffJson.Of(answer))]),
                })]),
            }),
        ];
    }

    private static async Task<JsonNode> PassAsync(StaffCall call)
    {
        var wrong = await call.Parts.Desk.PassAsync(call.Visit.Who, call.Route("lesson"), call.Numbers("answers"), call.Cancellation);
        return new JsonObject { ["passed"] = wrong.IsEmpty, ["wrong"] = new JsonArray([.. wrong.Select(at => JsonValue.Create(at))]) };
    }

    private static async Task<JsonNode> ViewsAsync(StaffCall call) => new JsonArray(
    [
        .. (await call.Parts.Desk.ViewsAsync(call.Visit.Who, call.Cancellation)).Select(view => new JsonObject
        {
            ["view"] = view.Name, ["title"] = StaffJson.Of(view.Title), ["purpose"] = view.Purpose.Name, ["facts"] = Names(view.Facts.Select(fact => fact.Name)),
        }),
    ]);

    private static async Task<JsonNode> LookAsync(StaffCall call)
    {
        if (!call.Parts.Core.Identifiers.TryRead(call.Text("type"), call.Text("value"), verified: false, out var person, out _))
        {
            throw new StaffProblemException(StaffProblems.BadBody);
        }

        var look = new StaffLook(call.Text("view"), call.Text("why")) { Reveal = [.. call.Texts("reveal")], IsEmergency = call.Truth("emergency"), Case = call.Text("case") };
        var card = await call.Parts.Desk.LookAsync(call.Visit.Who, person, look, call.Cancellation);
        return new JsonObject
        {
            ["view"] = card.View.Name, ["lookUp"] = card.Sequence, ["refused"] = card.Refused is { } refused ? refused.ToString() : null, ["hidden"] = card.Hidden,
            ["facts"] = new JsonArray([.. card.Facts.Select(fact => new JsonObject
            {
                ["fact"] = fact.Fact.Name, ["label"] = fact.Fact.Label.Category, ["shown"] = fact.Shown, ["isMasked"] = fact.IsMasked, ["absence"] = fact.Absence.ToString(),
                ["at"] = StaffJson.Of(fact.At),
            })]),
        };
    }

    private static async Task<JsonNode> EmergencyAsync(StaffCall call) => Of(await call.Parts.Desk.DeclareEmergencyAsync(call.Visit.Who, call.Text("why"), call.Cancellation));

    private static async Task<JsonNode> EmergenciesAsync(StaffCall call) =>
        new JsonArray([.. (await call.Parts.Desk.ListEmergenciesAsync(call.Visit.Who, call.Cancellation)).Select(Of)]);

    private static async Task<JsonNode> CloseAsync(StaffCall call)
    {
        if (!call.Parts.Core.Identifiers.TryRead(call.Text("type"), call.Text("value"), verified: false, out var person, out _))
        {
            throw new StaffProblemException(StaffProblems.BadBody);
        }

        var closeness = call.Text("closeness") switch
        {
            "self" => Closeness.Self, "relative" => Closeness.Relative, "former-partner" => Closeness.FormerPartner, "public-eye" => Closeness.PublicEye,
            _ => throw new StaffProblemException(StaffProblems.BadBody),
        };
        await call.Parts.Desk.DeclareCloseAsync(call.Visit.Who, person, closeness, call.Cancellation);
        return new JsonObject { ["kept"] = true };
    }

    private static async Task<JsonNode> AlarmsAsync(StaffCall call) => new JsonArray([.. (await call.Parts.Desk.ListAlarmsAsync(call.Visit.Who, call.Cancellation)).Take(RowsMax).Select(alarm => new JsonObject
    {
        ["number"] = alarm.Number, ["member"] = alarm.Member, ["at"] = StaffJson.Of(alarm.At), ["evidence"] = alarm.Evidence, ["isBrake"] = alarm.IsBrake,
        ["closedBy"] = alarm.LiftedBy, ["closedAt"] = StaffJson.Of(alarm.LiftedAt), ["found"] = alarm.Found,
    })]);

    private static async Task<JsonNode> LiftAsync(StaffCall call)
    {
        _ = int.TryParse(call.Route("number"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number);
        await call.Parts.Desk.LiftAsync(call.Visit.Who, number, call.Text("found"), call.Cancellation);
        return new JsonObject { ["closed"] = number };
    }

    private static async Task<JsonNode> ReviewAsync(StaffCall call)
    {
        _ = int.TryParse(call.Route("number"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number);
        await call.Parts.Desk.ReviewAsync(call.Visit.Who, number, call.Text("found"), call.Cancellation);
        return new JsonObject { ["reviewed"] = number };
    }

    private static async Task<JsonNode> RequestsAsync(StaffCall call) =>
        new JsonArray([.. (await call.Parts.Desk.ListRequestsAsync(call.Visit.Who, call.Cancellation)).Select(Of)]);

    private static async Task<JsonNode> RequestAsync(StaffCall call)
    {
        var act = Enum.TryParse<RequestAct>(call.Text("act"), ignoreCase: true, out var named) && Enum.IsDefined(named) ? named : throw new StaffProblemException(StaffProblems.BadBody);
        var finding = StaffRequestActs.TryRead<DenialReason>(call.Text("reason"), out var reason) && StaffRequestActs.TryRead<ReviewOutcome>(call.Text("outcome"), out var found)
            ? new RequestFinding(reason, found)
            : throw new StaffProblemException(StaffProblems.BadBody);
        var outcome = await call.Parts.Desk.ActOnRequestAsync(call.Visit.Who, call.Route("id"), act, call.Text("why"), finding, call.Cancellation);
        return new JsonObject { ["result"] = outcome.Result.ToString(), ["request"] = outcome.Request is { } request ? Of(request) : null };
    }

    private static async Task<JsonNode> QuarantineAsync(StaffCall call) => new JsonArray(
    [
        .. (await call.Parts.Desk.ListQuarantineAsync(call.Visit.Who, 100, call.Cancellation)).Select(row => new JsonObject
        {
            ["id"] = row.Id, ["at"] = StaffJson.Of(row.At), ["reason"] = row.Reason, ["remedy"] = row.Remedy,
        }),
    ]);

    private static async Task<JsonNode> EventsAsync(StaffCall call)
    {
        var after = long.TryParse(call.Route("number"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw new StaffProblemException(StaffProblems.BadBody);
        var reading = await call.Parts.Desk.WatchEventsAsync(call.Visit.Who, after, call.Cancellation);
        return new JsonObject
        {
            ["last"] = reading.Last, ["missed"] = reading.Missed,
            ["events"] = new JsonArray([.. reading.Events.Select(one => new JsonObject
            {
                ["number"] = one.Number, ["at"] = StaffJson.Of(one.At), ["source"] = one.Source, ["type"] = one.Type?.ToString().ToLowerInvariant(), ["name"] = one.Name,
                ["fate"] = one.Fate.ToString().ToLowerInvariant(), ["reason"] = one.Reason,
            })]),
        };
    }

    private static async Task<JsonNode> DecisionAsync(StaffCall call)
    {
        var account = await call.Parts.Desk.ExplainAsync(call.Visit.Who, call.Route("id"), call.Cancellation) ?? throw new StaffProblemException(StaffProblems.Unknown);
        return new JsonObject
        {
            ["decision"] = account.Decision.Id, ["at"] = StaffJson.Of(account.At), ["placement"] = account.Decision.Placement.Name, ["sentence"] = StaffJson.Of(account.Sentence),
            ["candidates"] = new JsonArray([.. account.Candidates.Select(candidate => new JsonObject
            {
                ["offer"] = candidate.Offer, ["slot"] = candidate.Chosen, ["rules"] = new JsonArray([.. candidate.Verdicts.Select(verdict => new JsonObject { ["rule"] = verdict.Rule, ["keeps"] = verdict.Keeps })]),
            })]),
        };
    }

    private static async Task<JsonNode> ActsAsync(StaffCall call) => new JsonArray(
    [
        .. (await call.Parts.Desk.ReadActsAsync(call.Visit.Who, call.Text("find"), call.Number("limit", 100, RowsMax), call.Cancellation)).Select(act => new JsonObject
        {
            ["at"] = StaffJson.Of(act.At), ["what"] = act.What, ["by"] = act.By, ["detail"] = act.Detail, ["chain"] = act.Chain, ["holds"] = act.Holds,
        }),
    ]);

    private static async Task<JsonNode> MembersAsync(StaffCall call)
    {
        var now = call.Parts.Core.Now;
        return new JsonArray(
        [
            .. (await call.Parts.Desk.ListMembersAsync(call.Visit.Who, call.Cancellation)).Select(member => new JsonObject
            {
                ["member"] = member.Id, ["name"] = member.Name, ["roles"] = Names(member.Roles), ["isInvited"] = member.IsInvited(now), ["passkeys"] = member.Passkeys.Length,
                ["addedBy"] = member.AddedBy, ["addedAt"] = StaffJson.Of(member.AddedAt), ["removedAt"] = StaffJson.Of(member.RemovedAt),
            }),
        ]);
    }

    private static async Task<JsonNode> AddAsync(StaffCall call)
    {
        var (member, link) = await call.Parts.Desk.AddAsync(call.Visit.Who, call.Text("name"), [.. call.Texts("roles")], call.Cancellation);
        return new JsonObject { ["member"] = member.Id, ["link"] = link };
    }

    private static async Task<JsonNode> InviteAsync(StaffCall call) => new JsonObject { ["link"] = await call.Parts.Desk.InviteAsync(call.Visit.Who, call.Route("id"), call.Cancellation) };

    private static async Task<JsonNode> RolesAsync(StaffCall call)
    {
        await call.Parts.Desk.SetRolesAsync(call.Visit.Who, call.Route("id"), [.. call.Texts("roles")], call.Cancellation);
        return new JsonObject { ["roles"] = Names(call.Texts("roles")) };
    }

    private static async Task<JsonNode> RemoveAsync(StaffCall call)
    {
        await call.Parts.Desk.RemoveAsync(call.Visit.Who, call.Route("id"), call.Cancellation);
        return new JsonObject { ["removed"] = call.Route("id") };
    }

    private static async Task<JsonNode> MessagesAsync(StaffCall call)
    {
        var folder = call.Parts.Options.Messages ?? throw new StaffProblemException(StaffProblems.Unknown);
        return new JsonArray(
        [
            .. (await call.Parts.Desk.ListMessagesAsync(call.Visit.Who, folder, MessageRoutes.Shown, call.Cancellation)).Select(message => new JsonObject
            {
                ["at"] = StaffJson.Of(message.At), ["channel"] = message.Channel, ["to"] = message.Address, ["subject"] = message.Subject, ["body"] = message.Body,
            }),
        ]);
    }

    private static JsonObject Of(Emergency one) => new()
    {
        ["number"] = one.Number, ["member"] = one.Member, ["why"] = one.Why, ["at"] = StaffJson.Of(one.At), ["until"] = StaffJson.Of(one.Until), ["reviewedBy"] = one.ReviewedBy,
        ["review"] = one.Review,
    };

    private static JsonObject Of(TimedRequest one) => new()
    {
        ["request"] = one.Request.Id, ["kind"] = one.Request.Kind.ToString(), ["state"] = one.Request.State.ToString(), ["openedAt"] = StaffJson.Of(one.Request.OpenedAt),
        ["dueAt"] = StaffJson.Of(one.DueAt), ["acts"] = Names(one.Request.Acts.Where(StaffRequestActs.IsTaken).Select(act => act.ToString().ToLowerInvariant())),
    };

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];
}

/// <summary>What staff do with a request; the rest is its customer's.</summary>
internal static class StaffRequestActs
{
    /// <summary>Whether it is theirs.</summary>
    public static bool IsTaken(RequestAct act) => act is RequestAct.Begin or RequestAct.Ask or RequestAct.Extend or RequestAct.Complete or RequestAct.Refuse;

    /// <summary>Reads what was found, as <c>suspected-fraud</c> or <c>stands</c>; empty is nothing.</summary>
    public static bool TryRead<T>(string word, out T found)
        where T : struct, Enum
    {
        found = default;
        return word.Length == 0 || (!char.IsAsciiDigit(word[0]) && Enum.TryParse(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out found) && Enum.IsDefined(found));
    }
}
