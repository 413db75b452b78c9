using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;

namespace Fulcrum.Server.Tests.Mutations;

/// <summary>Sends spoilt requests and keeps account of the answers.</summary>
/// <param name="Sent">Requests answered.</param>
/// <param name="EventsOwed">Events the server owes an account of, counted by a reader of the test's own.</param>
/// <param name="ByStatus">Answers by status.</param>
/// <param name="AskedBack">Answers 503 that said when to come back and were asked again: a subject was being erased or merged just then.</param>
/// <param name="Faults">Requests answered 5xx or not at all, each with what sends it again.</param>
internal sealed record MutationRun(long Sent, long EventsOwed, IReadOnlyDictionary<int, int> ByStatus, int AskedBack, IReadOnlyCollection<string> Faults)
{
    /// <summary>Sends so many, from many connections at once.</summary>
    public static async Task<MutationRun> RunAsync(HttpClient http, IReadOnlyList<MutatedRequest> valid, int seed, int count, int lanes)
    {
        var byStatus = new ConcurrentDictionary<int, int>();
        var faults = new ConcurrentQueue<string>();
        long owed = 0;
        var askedBack = 0;
        await Parallel.ForAsync(0, lanes, new ParallelOptions { MaxDegreeOfParallelism = lanes }, async (lane, cancellation) =>
        {
            var mutator = new Mutator(unchecked((seed * 1_000) + lane));
            for (var number = lane; number < count; number += lanes)
            {
                var request = mutator.Next(valid);
                var status = await SendAsync(http, request, cancellation);
                if (status == 503)
                {
                    Interlocked.Increment(ref askedBack);
                    status = await SendAsync(http, request, cancellation);
                }

                byStatus.AddOrUpdate(status, 1, (_, times) => times + 1);
                if (status is 0 or >= 500)
                {
                    faults.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{status} {request.Path} body {Convert.ToBase64String(request.Body)}"));
                }
                else if (request.IsCollect)
                {
                    Interlocked.Add(ref owed, request.EventsOwed(status));
                }
            }
        });
        return new MutationRun(byStatus.Values.Sum(), owed, byStatus, askedBack, faults);
    }

    private static async Task<int> SendAsync(HttpClient http, MutatedRequest request, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, request.Path);
        message.Content = new ByteArrayContent(request.Gzip ? Mutator.Compress(request.Body) : request.Body);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.Body.Length % 2 == 0 ? "application/json" : "text/plain");
        if (request.Authorization.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("Authorization", request.Authorization);
        }

        try
        {
            using var response = await http.SendAsync(message, cancellation);
            await response.Content.ReadAsByteArrayAsync(cancellation);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
