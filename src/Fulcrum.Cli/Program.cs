using Fulcrum.Cli.Prove;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

InstrumentLife.Follow();
return await FulcrumProgram.RunAsync(
    args, new Surroundings(Screen.OfProcess(), TimeProvider.System, new OperatingSystemRandom()), CancellationToken.None);
