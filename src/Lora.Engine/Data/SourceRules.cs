using System.Runtime.CompilerServices;
using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The tag rules of a request with the files that they name, read once a request.</summary>
internal static class SourceRules
{
    private static readonly ConditionalWeakTable<StageRequest, TagRules> Read = [];

    /// <exception cref="FindingException">A file cannot be read, is wrong, or is no longer the one that the request names.</exception>
    internal static TagRules Of(StageRequest request) =>
        Read.GetValue(request, static request => new TagRules(request.TagRules, TagForm.Of(request.Values), Relations));

    private static TagRelations Relations(TagRuleItem rule)
    {
        var file = rule.Get(TagRuleOptions.File);
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (Digest.OfLines(bytes) != rule.FileSha256)
            {
                throw new FindingException(EngineDiagnostics.InputChanged.At($"The file of the TagRule '{rule.Name}' changed while the build ran.", file));
            }

            if (CaptionFault.Find(bytes) is { } fault)
            {
                throw Wrong(fault.Sentence, fault.Line, fault.Column);
            }

            return TagRelations.Parse(System.Text.Encoding.UTF8.GetString(bytes), rule.Get(TagRuleOptions.Action) == TagActions.Replace,
                (line, problem) => throw Wrong(problem, line, 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"its file cannot be read: {ErrorText.OneLine(e)}.", 0, 0);
        }

        FindingException Wrong(string problem, int line, int column) =>
            new(DatasetDiagnostics.TagRuleWrong.At($"The file of the TagRule '{rule.Name}' is not understood: {problem}", file, line, column));
    }
}
