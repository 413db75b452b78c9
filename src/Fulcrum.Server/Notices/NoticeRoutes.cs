using System.Text;
using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Notices;
using Fulcrum.Server.OpenApi;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Fulcrum.Server.Notices;

/// <summary>What people are told, for anybody: the version in force by its name, or any version consents still name; a page for browsers, else JSON.</summary>
internal static class NoticeRoutes
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts) =>
        app.MapGet("/v1/notices/{notice}", (RequestDelegate)(http => AnswerAsync(http, parts))).Described(NoticeDocs.Read);

    private static Task AnswerAsync(HttpContext http, ServerParts parts)
    {
        var workspace = parts.Served.Workspace;
        var asked = http.Request.RouteValues["notice"] as string ?? "";
        var notice = Find(workspace, asked) ?? throw new ProblemException(Undeclared.Notice(Nearest.To(asked, workspace.Notices.Keys)));
        var language = LanguageOf(http.Request, workspace);
        http.Response.Headers.Vary = "Accept, Accept-Language";
        http.Response.Headers.ContentLanguage = language;
        if (!WantsPage(http.Request))
        {
            return Answer.WriteAsync(http, (workspace, notice, language), static (json, told) => Write(json, told.workspace, told.notice, told.language));
        }

        if (!workspace.BuiltNotices.TryGetValue(notice.Id, out var built) || !built.Pages.TryGetValue(language, out var page))
        {
            throw new ProblemException(NoticeDocs.NotBuilt);
        }

        http.Response.Headers.ContentSecurityPolicy = $"{NoticePages.PolicyOf(page)}; frame-ancestors 'none'";
        return Answer.WriteAsync(http, StatusCodes.Status200OK, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(page));
    }

    /// <summary>A version by <c>name@version</c>, or the one in force by its name; of several in force the one that sorts last.</summary>
    private static Notice? Find(Workspace workspace, string asked) =>
        workspace.Notices.GetValueOrDefault(asked)
        ?? workspace.Notices.Values.Where(notice => notice.Name == asked && !notice.IsSuperseded).MaxBy(notice => notice.Version, StringComparer.Ordinal);

    private static string LanguageOf(HttpRequest request, Workspace workspace)
    {
        if (request.Query.TryGetValue("language", out var named))
        {
            return workspace.Languages.Contains(named.ToString()) ? named.ToString() : throw new ProblemException(NoticeDocs.OtherLanguage);
        }

        if (StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var accepted))
        {
            foreach (var language in accepted.Where(language => language.Quality is not 0).OrderByDescending(language => language.Quality ?? 1))
            {
                var code = language.Value.ToString().Split('-')[0].ToLowerInvariant();
                if (workspace.Languages.Contains(code))
                {
                    return code;
                }
            }
        }

        return workspace.Languages[0];
    }

    private static bool WantsPage(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return false;
        }

        var (page, data) = (0.0, 0.0);
        foreach (var type in accepted)
        {
            page = type.MediaType == "text/html" ? Math.Max(page, type.Quality ?? 1) : page;
            data = type.MediaType == "application/json" ? Math.Max(data, type.Quality ?? 1) : data;
        }

        return page > data;
    }

    private static void Write(Utf8JsonWriter json, Workspace workspace, Notice notice, string language)
    {
        json.WriteStartObject();
        json.WriteString("notice"u8, notice.Name);
        json.WriteString("version"u8, notice.Version);
        json.WriteString("language"u8, language);
        json.WriteString("text"u8, notice.Text.In(language));
        json.WriteBoolean("inForce"u8, !notice.IsSuperseded);
        json.WriteString("supersedes"u8, notice.Supersedes.Length > 0 ? notice.Supersedes : null);
        json.WriteStartArray("reAsk"u8);
        foreach (var surface in notice.ReAsk)
        {
            json.WriteStringValue(surface);
        }

        json.WriteEndArray();
        var built = workspace.BuiltNotices.GetValueOrDefault(notice.Id);
        json.WriteBoolean("built"u8, built is not null);
        json.WriteStartArray("purposes"u8);
        var facts = built?.Facts ?? (notice.IsSuperseded ? null : FactsOfWorkspace.Of(workspace, notice));
        if (facts is not null)
        {
            WritePurposes(json, workspace, facts, language);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePurposes(Utf8JsonWriter json, Workspace workspace, NoticeFacts facts, string language)
    {
        foreach (var (name, told) in facts.Purposes)
        {
            json.WriteStartObject();
            json.WriteString("purpose"u8, name);
            json.WriteBoolean("asked"u8, told.Asked);
            json.WriteString("basis"u8, Words.Of(told.Basis));
            json.WriteString("title"u8, workspace.Purposes.TryGetValue(name, out var purpose) ? purpose.Title.In(language) : name);
            Write(json, "recipients", told.Recipients);
            Write(json, "places", told.Places);
            Write(json, "categories", told.Categories.Keys);
            json.WriteString("digest"u8, facts.DigestOf(name));
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
