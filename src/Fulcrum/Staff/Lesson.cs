using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Staff;

/// <summary>Three minutes of reading, and questions that show that it was read.</summary>
/// <param name="Name">For example <c>careful-use</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Text">What is to be read; an empty line begins a paragraph.</param>
/// <param name="Roles">Names of the roles that need it.</param>
/// <param name="Questions">All must be answered rightly.</param>
public sealed record Lesson(string Name, LocalText Title, LocalText Text, ImmutableArray<string> Roles, ImmutableArray<LessonQuestion> Questions)
{
    /// <summary>Which questions were answered wrongly, from 0; empty when all are right.</summary>
    /// <param name="answers">The answer chosen for each question, from 0.</param>
    public ImmutableArray<int> Wrong(IReadOnlyList<int> answers) =>
        [.. Enumerable.Range(0, Questions.Length).Where(at => at >= answers.Count || answers[at] != Questions[at].Right)];
}

/// <summary>A question of a lesson.</summary>
/// <param name="Ask">The question.</param>
/// <param name="Answers">What can be chosen.</param>
/// <param name="Right">Which of them is right, from 0.</param>
public sealed record LessonQuestion(LocalText Ask, ImmutableArray<LocalText> Answers, int Right);
