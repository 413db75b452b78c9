using System.Diagnostics;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Cli.Prove;

/// <summary>Ends a server that an instrument started when the instrument is gone: killed, too, it leaves no server behind.</summary>
/// <remarks>Its input closes whatever ends the instrument. The kernel's own signal for that is bound to the thread that started the server, which comes and goes.</remarks>
internal static class InstrumentLife
{
    /// <summary>Watches the input, where an instrument asked for it.</summary>
    public static void Follow()
    {
        if (Environment.GetEnvironmentVariable(ServerProgram.EndsWithInput) == "1")
        {
            new Thread(Watch) { IsBackground = true, Name = "fulcrum-instrument" }.Start();
        }
    }

    private static void Watch()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
            // Whatever it is told, only the end matters.
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
