using System.Text.Json;
using Fulcrum.Rights.Systems;
using Fulcrum.Server.OpenApi;
using Fulcrum.Workspaces;

namespace Fulcrum.Server.Rights.Systems;

/// <summary>How far connected systems are with a right, as JSON: the same wherever it is shown.</summary>
internal static class SystemJson
{
    /// <summary>Each system of one right.</summary>
    public static Shape Systems { get; } = Shape.ListOf(
        Shape.Of(
            ("system", Shape.Text()), ("state", Shape.OneOf("", [.. Enum.GetValues<ToldState>().Select(Words.Of)])), ("since", Shape.Time()),
            ("ask?", Shape.Text("Whom to ask: it failed, or did not answer for too long."))),
        "Each connected system and how far it is: waiting to be told, acknowledged, done, failed or given up. The last two need a person.");

    /// <summary>One right.</summary>
    public static Shape Standing { get; } = Shape.Of(
        ("told", Shape.Text("Its id.")), ("right", Shape.OneOf("", RequestDocs.Kinds)), ("at", Shape.Time()), ("done", Shape.Truth("Whether every system said that it is done.")), ("systems", Systems));

    /// <summary>Writes one right.</summary>
    public static void Write(Utf8JsonWriter json, Tell tell, Workspace workspace)
    {
        json.WriteStartObject();
        json.WriteString("told"u8, tell.Id);
        json.WriteString("right"u8, Words.Of(tell.Kind));
        json.WriteString("at"u8, tell.At.ToString());
        json.WriteBoolean("done"u8, tell.IsDone);
        WriteSystems(json, [tell], workspace);
        json.WriteEndObject();
    }

    /// <summary>Writes the systems of rights, as the member <c>systems</c>.</summary>
    public static void WriteSystems(Utf8JsonWriter json, IEnumerable<Tell> tells, Workspace workspace)
    {
        json.WriteStartArray("systems"u8);
        foreach (var system in tells.SelectMany(tell => tell.Systems))
        {
            json.WriteStartObject();
            json.WriteString("system"u8, system.Name);
            json.WriteString("state"u8, Words.Of(system.State));
            json.WriteString("since"u8, system.At.ToString());
            if (system.State is ToldState.Failed or ToldState.GivenUp)
            {
                json.WriteString("ask"u8, workspace.Systems.TryGetValue(system.Name, out var known) ? known.Ask : "");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
