using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fulcrum.Rights.Proof;

namespace Fulcrum.StaffConsole.Tests.Identity;

/// <summary>Known and unknown are answered alike, and the same work is done for both, so that no clock tells them apart. Times are printed, not judged.</summary>
public sealed class SameWorkTests
{
    private const int Rounds = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_sign_in_a_wrong_signature_is_checked_in_full_whether_or_not_anybody_is_known()
    {
        await using var console = await RunningConsole.StartAsync();
        using var nobody = new StaffClient(console, "", "");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var passkey = new Passkey(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), CoseOf(key), 0, false, "phone");
        var session = await console.Core.Staff.Sessions.FindAsync((await console.Core.Staff.EnrolAsync((await console.Core.Staff.BeginAsync(Token))!, passkey, Token))!, Token);
        var (member, stranger) = (session!.Member.Id, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)));
        (string Name, string Handle, string Credential)[] cases = [("known", member, passkey.Id), ("unknown-passkey", member, stranger), ("unknown-member", "s-0123456789", stranger), ("unknown-member-known-passkey", "s-0123456789", passkey.Id)];

        var (texts, checks, times) = (new HashSet<string>(), cases.ToDictionary(one => one.Name, _ => 0), cases.ToDictionary(one => one.Name, _ => new List<double>()));
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, handle, credential) in cases)
            {
                // A device says whether its key may be copied to others; of what it says one way is wrong for each, known or not, and is refused before its signature is looked at.
                var spent = 0.0;
                foreach (var flags in new byte[] { 0x05, 0x0D })
                {
                    var (_, asked) = await nobody.SendAsync("POST", "sign-in/question", []);
                    var body = new JsonObject { ["question"] = asked["id"]!.GetValue<string>(), ["answer"] = Answer(console, asked["question"]!["challenge"]!.GetValue<string>(), handle, credential, flags) };
                    var begun = Stopwatch.GetTimestamp();
                    var (status, answer) = await nobody.SendAsync("POST", "sign-in", body);
                    spent += Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                    Assert.Equal(HttpStatusCode.BadRequest, status);
                    texts.Add(answer.ToJsonString());
                    checks[name] += console.PasskeyFailure.Contains("signature", StringComparison.Ordinal) ? 1 : 0;
                }

                times[name].Add(spent);
            }
        }

        Print("sign-in", times);
        Assert.Single(texts);
        Assert.All(checks.Values, count => Assert.Equal(Rounds, count));
    }

    [Fact]
    public async Task A_set_up_link_is_looked_up_in_the_same_words_and_time_whether_or_not_it_opens_anything()
    {
        await using var console = await RunningConsole.StartAsync();
        using var nobody = new StaffClient(console, "", "");
        var link = (await console.Core.Staff.BeginAsync(Token))!;
        var times = new Dictionary<string, List<double>> { ["known"] = [], ["unknown"] = [] };
        var texts = new HashSet<string>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, one) in new[] { ("known", link), ("unknown", new string('x', link.Length)) })
            {
                var begun = Stopwatch.GetTimestamp();
                var (_, asked) = await nobody.SendAsync("POST", "set-up/question", new JsonObject { ["link"] = one });
                times[name].Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                Assert.Matches("^s-[0-9a-f]{10}$", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(asked["question"]!["user"]!["id"]!.GetValue<string>())));
                foreach (var drawn in new[] { asked, asked["question"]!, asked["question"]!["user"]! })
                {
                    drawn["id"] = "";
                    drawn["challenge"] = "";
                }

                texts.Add(asked.ToJsonString());
            }
        }

        Print("set-up link", times);
        Assert.Single(texts);
    }

    private static void Print(string what, Dictionary<string, List<double>> times)
    {
        var medians = times.ToDictionary(pair => pair.Key, pair => pair.Value.Order().ElementAt(pair.Value.Count / 2));
        Console.WriteLine(FormattableString.Invariant($":: {what}, median ms of {Rounds}: {string.Join(", ", medians.Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value:0.00}")))}; widest difference {medians.Values.Max() - medians.Values.Min():0.00}"));
    }

    /// <summary>What a device would answer, with a signature that nobody made.</summary>
    private static string Answer(RunningConsole console, string challenge, string handle, string credential, byte flags)
    {
        var client = Encoding.UTF8.GetBytes(new JsonObject { ["type"] = "webauthn.get", ["challenge"] = challenge, ["origin"] = console.Address.Origin, ["crossOrigin"] = false }.ToJsonString());
        byte[] data = [.. SHA256.HashData(Encoding.UTF8.GetBytes(console.Address.Host)), flags, 0, 0, 0, 1];
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = other.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new JsonObject
        {
            ["id"] = credential, ["rawId"] = credential, ["type"] = "public-key", ["clientExtensionResults"] = new JsonObject(),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(client), ["authenticatorData"] = Base64Url.EncodeToString(data), ["signature"] = Base64Url.EncodeToString(signature),
                ["userHandle"] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(handle)),
            },
        }.ToJsonString();
    }

    /// <summary>A key on P-256 as authenticators write it (RFC 9053).</summary>
    private static byte[] CoseOf(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }
}
