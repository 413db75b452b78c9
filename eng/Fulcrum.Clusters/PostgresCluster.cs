using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Fulcrum.Clusters;

/// <summary>A PostgreSQL of its own: made by <c>initdb --data-checksums</c> in a passing folder, on a free port of loopback, as an unprivileged user.</summary>
/// <remarks>A shell holds the server and ends it when its input closes, so that no server outlives a test program, however that ends.</remarks>
public sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private string _settings;
    private readonly string _password = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
    private Process? _holder;
    private int _schemas;

    private PostgresCluster(string folder, int port, string settings) => (Folder, Port, _settings) = (folder, port, settings);

    /// <summary>Its data folder.</summary>
    public string Folder { get; }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Whether the programs are installed here.</summary>
    public static bool IsInstalled => FindPrograms() is not null;

    /// <summary>Makes and starts one.</summary>
    /// <param name="settings">More settings for the server, for example <c>-c fsync=off</c>.</param>
    /// <param name="initdb">More options for <c>initdb</c>.</param>
    /// <param name="folder">An empty folder for its data; null for a passing one.</param>
    public static async Task<PostgresCluster> StartAsync(string settings = "", string initdb = "--data-checksums", string? folder = null)
    {
        var cluster = new PostgresCluster(folder ?? Directory.CreateTempSubdirectory("fulcrum-postgres-").FullName, FreePort(), settings);
        var secret = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(secret, cluster._password);
        try
        {
            await RunAsync($"""
                {(IsRoot ? $"chown postgres '{cluster.Folder}' '{secret}' &&" : "")} chmod 700 '{cluster.Folder}' &&
                {AsUser} '{Programs}/initdb' -D '{cluster.Folder}' -U fulcrum --pwfile='{secret}' --auth=md5 --encoding=UTF8 --locale=C --no-sync {initdb} >/dev/null
                """);
        }
        finally
        {
            File.Delete(secret);
        }

        await cluster.StartAgainAsync();
        return cluster;
    }

    /// <summary>The connection string of a database or schema, with the password.</summary>
    public string ConnectionString(string schema = "", string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = Port, Database = database, Username = "fulcrum", Password = _password, SearchPath = schema.Length == 0 ? null : schema, Pooling = false,
    }.ConnectionString;

    /// <summary>The password of the only user, for tests that look for it where it must not be.</summary>
    public string Password => _password;

    /// <summary>A schema name nobody has had.</summary>
    public string NewSchema() => string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _schemas)}");

    /// <summary>Starts the server after <see cref="StopAsync"/>.</summary>
    /// <param name="settings">Other settings than before; null for the same.</param>
    public async Task StartAgainAsync(string? settings = null)
    {
        _settings = settings ?? _settings;
        var command = $"""
            {AsUser} '{Programs}/postgres' -D '{Folder}' -p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=64MB {_settings} >'{Folder}.log' 2>&1 &
            server=$!; read -r how; kill -"$how" $server 2>/dev/null || kill -INT $server; wait $server
            """;
        _holder = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardInput = true })!;
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if (await ScalarAsync("SELECT current_setting('data_directory')") as string == Folder)
                {
                    return;
                }
            }
            catch (Exception fault) when (fault is NpgsqlException or SocketException && Stopwatch.GetElapsedTime(since) < StartMax && !_holder.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Ends the server.</summary>
    /// <param name="signal"><c>INT</c>: fast; <c>QUIT</c>: at once, as a crash does, with recovery at the next start.</param>
    public async Task StopAsync(string signal = "INT")
    {
        if (_holder is { } holder)
        {
            await holder.StandardInput.WriteLineAsync(signal);
            holder.StandardInput.Close();
            await holder.WaitForExitAsync();
            holder.Dispose();
            _holder = null;
        }
    }

    /// <summary>Runs a statement as the owner of everything.</summary>
    public async Task<object?> ScalarAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database: database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Ends one server process behind a connection.</summary>
    /// <param name="process">Its id.</param>
    /// <param name="signal">For example <c>KILL</c>, after which the whole server restarts itself.</param>
    public static Task SignalAsync(int process, string signal)
    {
        // Zero would mean every process of our own group.
        ArgumentOutOfRangeException.ThrowIfLessThan(process, 2);
        return RunAsync($"kill -{signal} {process}");
    }

    /// <summary>Whether any file under the data folder, but for the write-ahead log, holds these bytes.</summary>
    public bool TablesHold(ReadOnlySpan<byte> bytes)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "base"), "*", SearchOption.AllDirectories))
        {
            try
            {
                if (File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0)
                {
                    return true;
                }
            }
            catch (FileNotFoundException)
            {
                // A table written anew meanwhile.
            }
        }

        return false;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync("QUIT");
        Directory.Delete(Folder, recursive: true);
        File.Delete(Folder + ".log");
    }

    private static bool IsRoot => Environment.UserName == "root";

    // initdb and postgres refuse to run as root.
    private static string AsUser => IsRoot ? "setpriv --reuid=postgres --regid=postgres --clear-groups" : "";

    private static string Programs => FindPrograms() ?? throw new InvalidOperationException("PostgreSQL is not installed; ./test installs it.");

    private static string? FindPrograms() => (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
        .Select(folder => Path.Combine(folder, "bin"))
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        .Where(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
        .Order(StringComparer.Ordinal)
        .LastOrDefault(folder => folder.StartsWith("/usr/lib/postgresql", StringComparison.Ordinal))
        ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardError = true })!;
        var complaint = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command}\n{complaint}");
        }
    }
}
