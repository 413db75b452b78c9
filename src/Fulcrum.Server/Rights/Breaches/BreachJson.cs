using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Rights;
using Fulcrum.Rights.Breaches;
using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Rights.Breaches;

/// <summary>Breaches as JSON.</summary>
internal static class BreachJson
{
    /// <summary>One breach. What is worked out is left out of lists.</summary>
    public static Shape One { get; } = Shape.Of(
        ("breach", Shape.Text("Its id.")), ("what", Shape.Text()), ("knownAt", Shape.Time()), ("from", Shape.Time()), ("until", Shape.Time()), ("source", Shape.Text("Empty for all.")),
        ("drill", Shape.Truth()), ("openedBy", Shape.Text()), ("openedAt", Shape.Time()),
        ("told", Shape.ListOf(Shape.Of(("to", To()), ("law", Shape.Text()), ("at", Shape.Time()), ("by", Shape.Text()), ("note", Shape.Text())))),
        ("closed", Shape.Truth()), ("closedAt?", Shape.Time()), ("closedBy?", Shape.Text()), ("found?", Shape.Text()), ("harmless?", Shape.Truth()),
        ("people?", Shape.Whole("How many it concerns now; somebody erased since is not among them.")), ("byLaw?", Shape.MapOf(Shape.Whole(), "How many each law protects.")),
        ("unreadable?", Shape.Whole("Parts that wait for repair and may be people more.")),
        ("duties?", Shape.ListOf(Shape.Of(("to", To()), ("law", Shape.Text()), ("dueAt", Shape.Time("The first instant at which it is late.")), ("done", Shape.Truth())), "Whom to tell by when, the earliest first.")));

    /// <summary>Somebody it concerns.</summary>
    public static Shape Person { get; } = Shape.Of(
        ("addresses", Shape.ListOf(Shape.Of(("type", Shape.Text()), ("value", Shape.Text())), "Empty when none came in: they are told by public means.")), ("laws", Shape.ListOf(Shape.Text())));

    /// <summary>Writes a breach.</summary>
    public static void Write(Utf8JsonWriter json, Breach breach, (BreachReach Reach, ImmutableArray<BreachDuty> Duties)? worked)
    {
        json.WriteStartObject();
        json.WriteString("breach"u8, breach.Id);
        json.WriteString("what"u8, breach.What);
        json.WriteString("knownAt"u8, breach.KnownAt.ToString());
        json.WriteString("from"u8, breach.From.ToString());
        json.WriteString("until"u8, breach.Until.ToString());
        json.WriteString("source"u8, breach.Source);
        json.WriteBoolean("drill"u8, breach.IsDrill);
        json.WriteString("openedBy"u8, breach.OpenedBy);
        json.WriteString("openedAt"u8, breach.OpenedAt.ToString());
        json.WriteStartArray("told"u8);
        foreach (var told in breach.Told)
        {
            json.WriteStartObject();
            json.WriteString("to"u8, Words.Of(told.ToWhom));
            json.WriteString("law"u8, told.Law);
            json.WriteString("at"u8, told.At.ToString());
            json.WriteString("by"u8, told.By);
            json.WriteString("note"u8, told.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("closed"u8, breach.IsClosed);
        if (breach.IsClosed)
        {
            json.WriteString("closedAt"u8, breach.ClosedAt.ToString());
            json.WriteString("closedBy"u8, breach.ClosedBy);
            json.WriteString("found"u8, breach.Found);
            json.WriteBoolean("harmless"u8, breach.IsHarmless);
        }

        if (worked is var (reach, duties))
        {
            WriteWorked(json, reach, duties);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes somebody it concerns.</summary>
    public static void Write(Utf8JsonWriter json, BreachContact person)
    {
        json.WriteStartObject();
        json.WriteStartArray("addresses"u8);
        foreach (var address in person.Addresses)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, address.Type.Name);
            json.WriteString("value"u8, address.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("laws"u8);
        foreach (var law in person.Laws)
        {
            json.WriteStringValue(law);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteWorked(Utf8JsonWriter json, BreachReach reach, ImmutableArray<BreachDuty> duties)
    {
        json.WriteNumber("people"u8, reach.People);
        json.WriteStartObject("byLaw"u8);
        foreach (var (law, people) in reach.ByLaw)
        {
            json.WriteNumber(law, people);
        }

        json.WriteEndObject();
        json.WriteNumber("unreadable"u8, reach.Unreadable);
        json.WriteStartArray("duties"u8);
        foreach (var duty in duties)
        {
            json.WriteStartObject();
            json.WriteString("to"u8, Words.Of(duty.ToWhom));
            json.WriteString("law"u8, duty.Law);
            json.WriteString("dueAt"u8, duty.DueAt.ToString());
            json.WriteBoolean("done"u8, duty.IsDone);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Shape To() => Shape.OneOf("", [.. Enum.GetValues<BreachAddressee>().Select(Words.Of)]);
}
