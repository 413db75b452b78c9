using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fulcrum.Analyzers;

/// <summary>FUL003: time, chance, threads and files are handed to the core, so that a simulation can replay it (law 10).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OutsideWorldAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> Types =
    [
        "System.Console", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.IO.Directory", "System.IO.DirectoryInfo",
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.Net.Sockets.Socket", "System.Net.Http.HttpClient",
        "System.Security.Cryptography.RandomNumberGenerator", "System.Threading.Thread", "System.Threading.ThreadPool",
        "System.Threading.Timer", "System.Timers.Timer", "System.Threading.Tasks.Parallel",
    ];

    private static readonly ImmutableHashSet<string> Members =
    [
        "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.TaskFactory.StartNew", "System.Environment.TickCount", "System.Environment.TickCount64",
        "System.Environment.GetEnvironmentVariable", "System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTimeOffset.Now",
        "System.DateTimeOffset.UtcNow", "System.Guid.NewGuid", "System.Random.Shared", "System.TimeProvider.System",
    ];

    private static readonly DiagnosticDescriptor Rule = new(
        "FUL003",
        "The core has no files, threads, timers or chance of its own",
        "'{0}' reaches outside: take a TimeProvider, an IRandomSource or a store interface instead",
        "Fulcrum",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(start =>
        {
            if (CoreCode.Is(start.Compilation))
            {
                start.RegisterOperationAction(
                    Check,
                    OperationKind.Invocation,
                    OperationKind.MethodReference,
                    OperationKind.ObjectCreation,
                    OperationKind.PropertyReference,
                    OperationKind.FieldReference);
            }
        });
    }

    private static void Check(OperationAnalysisContext context)
    {
        var member = context.Operation switch
        {
            IInvocationOperation invocation => (ISymbol)invocation.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            IMemberReferenceOperation reference => reference.Member,
            _ => null,
        };
        if (member?.ContainingType is not { } type)
        {
            return;
        }

        var name = CoreCode.NameOf(type);
        if (Types.Contains(name) || Members.Contains($"{name}.{member.Name}"))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, context.Operation.Syntax.GetLocation(), $"{name}.{member.Name}"));
        }
    }
}
