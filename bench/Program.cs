using Fulcrum.Bench;
using Fulcrum.Bench.Hosts;
using Fulcrum.Bench.Load;

switch (args)
{
    case [BenchHost.Command, .. var rest]:
        await new BenchHost(BenchHostOptions.FromArguments(rest)).RunAsync();
        return 0;
    case [PortalHost.Command, var folder]:
        await PortalHost.RunAsync(folder);
        return 0;
    case [BenchCluster.NodeCommand, .. var rest]:
        return await BenchCluster.RunNodeAsync(rest);
    case ["scorecard", .. var rest]:
        return await Scorecard.RunAsync(rest);
    case ["probe", .. var rest]:
        return await Probe.RunAsync(rest);
    default:
        await Console.Error.WriteLineAsync("Usage: dotnet run -c Release --project bench -- scorecard [--json FILE] [--only ID,ID] [--rounds N] [--seconds S] | probe WHAT");
        return 2;
}
