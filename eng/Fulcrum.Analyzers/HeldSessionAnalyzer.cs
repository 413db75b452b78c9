using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fulcrum.Analyzers;

/// <summary>FUL002: a session holds its profile's lock on one thread, so nothing is awaited or yielded before it is disposed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HeldSessionAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "FUL002",
        "Nothing is awaited while a session holds a profile's lock",
        "The session '{0}' holds a profile's lock here: dispose it first, then await",
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
                start.RegisterSyntaxNodeAction(
                    Check, SyntaxKind.AwaitExpression, SyntaxKind.YieldReturnStatement, SyntaxKind.ForEachStatement);
            }
        });
    }

    private static void Check(SyntaxNodeAnalysisContext context)
    {
        if (context.Node is ForEachStatementSyntax { AwaitKeyword.RawKind: 0 })
        {
            return;
        }

        for (var node = context.Node; node is not null && !IsBoundary(node); node = node.Parent)
        {
            var held = (node is UsingStatementSyntax @using ? HeldBy(@using.Declaration, context) : null)
                ?? (node is StatementSyntax { Parent: BlockSyntax block } statement ? HeldBefore(statement, block, context) : null);
            if (held is not null)
            {
                context.ReportDiagnostic(Diagnostic.Create(Rule, context.Node.GetLocation(), held));
                return;
            }
        }
    }

    private static bool IsBoundary(SyntaxNode node) =>
        node is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    private static string? HeldBefore(StatementSyntax statement, BlockSyntax block, SyntaxNodeAnalysisContext context) =>
        block.Statements
            .TakeWhile(earlier => earlier != statement)
            .OfType<LocalDeclarationStatementSyntax>()
            .Where(earlier => !earlier.UsingKeyword.IsKind(SyntaxKind.None))
            .Select(earlier => HeldBy(earlier.Declaration, context))
            .FirstOrDefault(held => held is not null);

    private static string? HeldBy(VariableDeclarationSyntax? declaration, SyntaxNodeAnalysisContext context) =>
        declaration?.Variables
            .Where(variable =>
                context.SemanticModel.GetDeclaredSymbol(variable, context.CancellationToken) is ILocalSymbol local
                && CoreCode.NameOf(local.Type) == "Fulcrum.Permits.Session")
            .Select(variable => variable.Identifier.ValueText)
            .FirstOrDefault();
}
