using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Fulcrum.Identity;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Identity;

/// <summary>Who is signed in. A session lives in memory alone: signing out ends it at once, and so does a restart.</summary>
/// <remarks>
/// The cookie holds a random number and a signature made with the device's own cookie: copied without that one, or to a browser that has
/// another, it opens nothing. Nothing about the person is in it. A session ends after a quarter of an hour without a page, and after an hour
/// in any case. Safe from many threads.
/// </remarks>
internal sealed class Sessions(PortalOptions options, Devices devices) : IDisposable
{
    /// <summary>Our cookie.</summary>
    public const string CookieName = "__Host-session";

    /// <summary>How long somebody may look at one page.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(15);

    /// <summary>How long a session lasts, however busy.</summary>
    public static readonly TimeSpan LastsFor = TimeSpan.FromHours(1);

    private const string Use = "session";
    private const int IdLength = 16;

    /// <summary>Most at once. Each was proved by a code, so nobody makes them by the million.</summary>
    private const int Max = 1 << 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ProvenVisitor> _open = new(StringComparer.Ordinal);

    /// <summary>Who asks; null when nobody is signed in in this browser.</summary>
    public ProvenVisitor? Find(HttpContext http, Device device, Instant now)
    {
        if (http.Request.Cookies[CookieName] is not { Length: < 120 } cookie || cookie.Split('.') is not [var id, var mac] || !devices.IsMac(mac, Use, device, id))
        {
            return null;
        }

        lock (_gate)
        {
            if (!TryGet(id, now, out var person))
            {
                return null;
            }

            person.See(now);
            return person;
        }
    }

    /// <summary>Signs somebody in, and hands the browser its cookie. Nothing of a session before is taken over.</summary>
    public ProvenVisitor Begin(HttpContext http, Device device, Identifier proven, Instant now)
    {
        var bytes = new byte[IdLength];
        options.Random.Fill(bytes);
        var person = new ProvenVisitor(Base64Url.EncodeToString(bytes), proven, now);
        if (Find(http, device, now) is { } before)
        {
            End(http, before);
        }

        lock (_gate)
        {
            foreach (var over in _open.Values.Where(one => IsOver(one, now)).ToArray())
            {
                Close(over);
            }

            if (_open.Count >= Max)
            {
                Close(_open.Values.MinBy(one => one.SeenAt.UnixMs)!);
            }

            _open.Add(person.Id, person);
        }

        http.Response.Cookies.Append(CookieName, $"{person.Id}.{devices.Mac(Use, device, person.Id)}", Cookie);
        return person;
    }

    /// <summary>Signs somebody out, at once and everywhere.</summary>
    public void End(HttpContext http, ProvenVisitor person)
    {
        lock (_gate)
        {
            Close(person);
        }

        http.Response.Cookies.Delete(CookieName, Cookie);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var person in _open.Values.ToArray())
            {
                Close(person);
            }
        }
    }

    private void Close(ProvenVisitor person)
    {
        _open.Remove(person.Id);
        person.Keep(null);
    }

    private static CookieOptions Cookie => new() { Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true };

    private static bool IsOver(ProvenVisitor person, Instant now) => now - person.SeenAt >= IdleFor || now - person.Since >= LastsFor;

    private bool TryGet(string id, Instant now, [NotNullWhen(true)] out ProvenVisitor? person)
    {
        if (_open.TryGetValue(id, out person) && IsOver(person, now))
        {
            Close(person);
            person = null;
        }

        return person is not null;
    }
}
