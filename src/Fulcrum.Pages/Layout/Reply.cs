using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Pages.Layout;

/// <summary>Answers a browser, whole or not at all; to HEAD without the page.</summary>
internal static class Reply
{
    /// <summary>What reads a page.</summary>
    public static readonly string[] ReadMethods = ["GET", "HEAD"];

    /// <summary>Answers with a page.</summary>
    public static Task PageAsync(HttpContext http, string html, int status = StatusCodes.Status200OK) =>
        WriteAsync(http, status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    /// <summary>Answers with bytes.</summary>
    public static Task WriteAsync(HttpContext http, int status, string type, byte[] content)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = content.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(content, CancellationToken.None).AsTask();
    }

    /// <summary>Sends the browser to another page of ours, which it then gets: going back repeats nothing.</summary>
    public static Task SeeOtherAsync(HttpContext http, string path)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = path;
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
