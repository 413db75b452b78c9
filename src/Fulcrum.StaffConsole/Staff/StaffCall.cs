using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.StaffConsole.Identity;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>One call of the API: who asks, and what they sent.</summary>
/// <param name="Http">The request.</param>
/// <param name="Parts">What every act is given.</param>
/// <param name="Visit">Who asks.</param>
/// <param name="Body">What they sent; empty for a call that reads.</param>
internal sealed record StaffCall(HttpContext Http, ConsoleParts Parts, Visit Visit, JsonObject Body)
{
    private const int TextMax = 600;

    /// <summary>Ends what waits, when they go away.</summary>
    public CancellationToken Cancellation => Http.RequestAborted;

    /// <summary>A value of the path.</summary>
    public string Route(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>A text of the body; empty where there is none.</summary>
    /// <exception cref="StaffProblemException">It is no text, or too long.</exception>
    public string Text(string name, int lengthMax = TextMax) => Body[name] switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length <= lengthMax => text,
        _ => throw new StaffProblemException(StaffProblems.BadBody),
    };

    /// <summary>Texts of the body; none where there are none.</summary>
    public string[] Texts(string name) => List(name, static (JsonValue value, out string text) => value.TryGetValue(out text!) && text.Length <= TextMax);

    /// <summary>Whole numbers of the body.</summary>
    public int[] Numbers(string name) => List(name, static (JsonValue value, out int number) => value.TryGetValue(out number));

    /// <summary>Whether something is said to be so.</summary>
    public bool Truth(string name) => Body[name] switch
    {
        null => false,
        JsonValue value when value.TryGetValue<bool>(out var truth) => truth,
        _ => throw new StaffProblemException(StaffProblems.BadBody),
    };

    /// <summary>A whole number of the body.</summary>
    public int Number(string name, int usual, int max) => Body[name] switch
    {
        null => usual,
        JsonValue value when value.TryGetValue<int>(out var number) && number >= 1 && number <= max => number,
        _ => throw new StaffProblemException(StaffProblems.BadBody),
    };

    /// <summary>Reads the body, which must be one JSON object that holds nothing but the members named.</summary>
    public static async Task<JsonObject> ReadAsync(HttpContext http, string[] members)
    {
        if (http.Request.ContentType is not { } type || !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new StaffProblemException(StaffProblems.BadBody);
        }

        try
        {
            var read = await JsonNode.ParseAsync(http.Request.Body, documentOptions: new JsonDocumentOptions { MaxDepth = 8 }, cancellationToken: http.RequestAborted);
            return read is JsonObject body && body.All(member => members.Contains(member.Key)) ? body : throw new StaffProblemException(StaffProblems.BadBody);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            // A member named twice is an argument that .NET does not take.
            throw new StaffProblemException(StaffProblems.BadBody);
        }
    }

    private delegate bool Taking<T>(JsonValue value, out T taken);

    private T[] List<T>(string name, Taking<T> take)
    {
        if (Body[name] is null)
        {
            return [];
        }

        var list = Body[name] is JsonArray { Count: <= 100 } array ? array : throw new StaffProblemException(StaffProblems.BadBody);
        return [.. list.Select(one => one is JsonValue value && take(value, out var taken) ? taken : throw new StaffProblemException(StaffProblems.BadBody))];
    }

    /// <summary>Never what.</summary>
    public override string ToString() => "StaffCall(…)";
}
