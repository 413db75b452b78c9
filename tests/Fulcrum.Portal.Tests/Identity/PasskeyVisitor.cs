using System.Text.Json;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Identity;

/// <summary>A visitor whose browser holds an authenticator of Chromium's own, at the name that the centre's passkeys belong to.</summary>
internal sealed class PasskeyVisitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly RunningPortal _portal;
    private readonly ICDPSession _devices;
    private string _device;

    private PasskeyVisitor(IBrowserContext context, RunningPortal portal, IPage page, ICDPSession devices, string device) =>
        (_context, _portal, Page, _devices, _device) = (context, portal, page, devices, device);

    public IPage Page { get; }

    /// <summary>The browser's complaints.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<PasskeyVisitor> MakeAsync(IBrowser browser, RunningPortal portal)
    {
        var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var devices = await context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        var visitor = new PasskeyVisitor(context, portal, page, devices, "");
        page.Console += (_, message) => visitor.Complaints.Add(message.Text);
        await visitor.GiveDeviceAsync();
        return visitor;
    }

    /// <summary>Hands them another, empty device.</summary>
    public async Task GiveDeviceAsync(bool verifies = true)
    {
        if (_device.Length > 0)
        {
            await _devices.SendAsync("WebAuthn.removeVirtualAuthenticator", new() { ["authenticatorId"] = _device });
        }

        var made = await _devices.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = verifies, ["automaticPresenceSimulation"] = true },
        });
        _device = made!.Value.GetProperty("authenticatorId").GetString()!;
    }

    /// <summary>What the device holds.</summary>
    public async Task<JsonElement[]> KeysAsync() =>
        [.. (await _devices.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = _device }))!.Value.GetProperty("credentials").EnumerateArray().Select(one => one.Clone())];

    /// <summary>Puts a key into the device, as somebody would who copied it.</summary>
    public Task PutKeyAsync(JsonElement key, int counter)
    {
        var copy = key.EnumerateObject().ToDictionary(part => part.Name, object (part) => part.Value);
        copy["signCount"] = counter;
        return _devices.SendAsync("WebAuthn.addCredential", new() { ["authenticatorId"] = _device, ["credential"] = copy });
    }

    public Task OpenAsync(string path) => Page.GotoAsync($"{_portal.PublicAddress!.Origin}{path}");

    public async Task SignInByCodeAsync(string address)
    {
        await OpenAsync("/en/sign-in");
        await Page.Locator("#address").FillAsync(address);
        await Page.Locator("button[value=ask]").ClickAsync();
        await Page.Locator("#code").FillAsync(await _portal.Mailbox.CodeAsync(_portal, address));
        await Page.Locator("button[value=code]").ClickAsync();
        await Assertions.Expect(Page.Locator("form.account")).ToBeVisibleAsync();
    }

    public async Task SignOutAsync()
    {
        await Page.Locator("form.account button").ClickAsync();
        await Assertions.Expect(Page.Locator("form.account")).ToHaveCountAsync(0);
    }

    /// <summary>Adds a passkey on the page for it.</summary>
    public async Task AddAsync(string name)
    {
        await OpenAsync("/en/passkeys");
        await Page.Locator("#name").FillAsync(name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(Page.Locator("#news, [data-fault]:visible").First).ToBeVisibleAsync();
    }

    /// <summary>Presses the button that signs in with a passkey, and waits for what comes of it.</summary>
    public async Task<bool> EnterAsync(string to = "")
    {
        await OpenAsync($"/en/sign-in{(to.Length > 0 ? $"?to={to}" : "")}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(Page.Locator("form.account, [data-fault]:visible").First).ToBeVisibleAsync();
        return await Page.Locator("form.account").CountAsync() == 1;
    }

    /// <summary>Does all that pressing the button does but for sending the answer, which it returns.</summary>
    public async Task<(string Question, string Answer)> AnswerAsync(string use)
    {
        var said = await Page.EvaluateAsync<string[]>(
            """
            async (use) => {
              const form = document.querySelector(`form[data-use=${use}]`);
              const asked = await fetch(form.dataset.question, { method: "POST", body: new URLSearchParams({ token: form.elements.token.value, use }) });
              const { id, question } = await asked.json();
              const made = use === "new"
                ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
                : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
              return [id, JSON.stringify(made)];
            }
            """, use);
        return (said[0], said[1]);
    }

    /// <summary>Asks for a question, and does not answer it.</summary>
    public async Task<(string Question, string Options)> AskAsync(string use)
    {
        var said = await Page.EvaluateAsync<string[]>(
            """
            async (use) => {
              const form = document.querySelector(`form[data-use=${use}]`);
              const asked = await fetch(form.dataset.question, { method: "POST", body: new URLSearchParams({ token: form.elements.token.value, use }) });
              const { id, question } = await asked.json();
              return [id, JSON.stringify(question)];
            }
            """, use);
        return (said[0], said[1]);
    }

    /// <summary>Has the device sign a question on whatever page is open.</summary>
    public Task<string> SignAsync(string options) => Page.EvaluateAsync<string>(
        "async (options) => JSON.stringify(await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options)) }))", options);

    /// <summary>Sends an answer from the page that is open, as its form would.</summary>
    /// <returns>The status and the page that came back.</returns>
    public async Task<(int Status, string Body)> SendAsync(string path, params (string Name, string Value)[] fields)
    {
        var said = await Page.EvaluateAsync<string[]>(
            """
            async ([path, names, values]) => {
              const body = new URLSearchParams({ token: document.querySelector("[name=token]").value });
              names.forEach((name, at) => body.append(name, values[at]));
              const answer = await fetch(path, { method: "POST", body });
              return [answer.redirected ? "303" : String(answer.status), await answer.text()];
            }
            """, new object[] { path, fields.Select(field => field.Name).ToArray(), fields.Select(field => field.Value).ToArray() });
        return (int.Parse(said[0], System.Globalization.CultureInfo.InvariantCulture), said[1]);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
