using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Fulcrum.Consent.Records;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server;

/// <summary>What is answered when a request cannot be served (RFC 9457). Never holds personal data.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable key; its page is <c>docs/reference/problems/CODE.md</c>.</param>
/// <param name="Title">The kind of problem, the same for every occurrence.</param>
/// <param name="What">What was wrong with this request.</param>
/// <param name="Why">Why that is not accepted.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="RetryAfterSeconds">When to come back; 0 when coming back does not help.</param>
internal sealed record Problem(int Status, string Code, string Title, string What, string Why, string Remedy, int RetryAfterSeconds = 0)
{
    /// <summary>Where a workspace sent is at fault; empty for every other problem.</summary>
    public ImmutableArray<WorkspaceFault> Faults { get; init; } = [];

    /// <summary>Fields of consent records at fault, each with its rule and who says so; empty for every other problem.</summary>
    public ImmutableArray<RecordFault> Fields { get; init; } = [];

    /// <summary>Answers with it.</summary>
    public Task WriteAsync(HttpContext http)
    {
        SetHeaders(http);
        return Answer.WriteAsync(http, Status, "application/problem+json", this, static (json, problem) => problem.Write(json, static (_, _) => { }));
    }

    /// <summary>The headers that go with it.</summary>
    public void SetHeaders(HttpContext http)
    {
        if (RetryAfterSeconds > 0)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }
    }

    /// <summary>Writes it as one object, and what a protocol wants beside.</summary>
    public void Write(Utf8JsonWriter json, Action<Utf8JsonWriter, Problem> more)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, $"/docs/reference/problems/{Code}");
        json.WriteString("title"u8, Title);
        json.WriteNumber("status"u8, Status);
        json.WriteString("detail"u8, What);
        json.WriteString("why"u8, Why);
        json.WriteString("remedy"u8, Remedy);
        json.WriteString("code"u8, Code);
        if (!Faults.IsEmpty)
        {
            Write(json, Faults);
        }

        if (!Fields.IsEmpty)
        {
            Write(json, Fields);
        }

        more(json, this);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ImmutableArray<RecordFault> fields)
    {
        json.WriteStartArray("fields"u8);
        foreach (var (field, rule, source) in fields)
        {
            json.WriteStartObject();
            json.WriteString("field"u8, field);
            json.WriteString("rule"u8, rule);
            json.WriteString("source"u8, source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ImmutableArray<WorkspaceFault> faults)
    {
        json.WriteStartArray("faults"u8);
        foreach (var (at, fault) in faults)
        {
            json.WriteStartObject();
            json.WriteString("file"u8, at.File);
            json.WriteNumber("line"u8, at.Line);
            json.WriteNumber("column"u8, at.Column);
            json.WriteString("code"u8, fault.Code);
            json.WriteString("what"u8, fault.What);
            json.WriteString("remedy"u8, fault.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <summary>Ends a request with a problem; the one exception handler answers it.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Code)
{
    /// <summary>What is answered.</summary>
    public Problem Problem { get; } = problem;
}
