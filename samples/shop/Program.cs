using Meridian.Shop;

// The shop by itself, beside a Fulcrum that runs already. Settings come from the command line or the environment, for example Shop__DecideKey.
var settings = WebApplication.CreateBuilder(args).Configuration.GetSection("Shop").Get<ShopSettings>() ?? new ShopSettings();
if (settings.DecideKey.Length == 0)
{
    Console.Error.WriteLine("The shop asks Fulcrum for decisions with a decide key. Say it in Shop__DecideKey; \"fulcrum demo\" prints one in its commands.");
    return 2;
}

await using var shop = ShopApp.Create(settings);
await shop.StartAsync();
Console.Error.WriteLine($"The shop is at {shop.Urls.First()}. Stop with Ctrl+C.");
await shop.WaitForShutdownAsync();
return 0;
