using Lora.Dataset;
using Lora.Project;

namespace Lora.Engine;

/// <summary>A caption as it is trained, for what is looked for in all of them.</summary>
internal sealed class TaggedCaption
{
    /// <exception cref="FindingException">A file that a rule names is wrong.</exception>
    internal TaggedCaption(ImageItem image, CaptionFile caption, StageRequest request)
    {
        Image = image;
        Trigger = SourceCaption.TriggerOf(image, request);
        Sources = SourceCaption.Lines(caption, request);
        Lines = [.. Sources.Select(line => SourceCaption.Tagged(line, image, request, step => Rules.Add(step.Rule)))];
        var form = SourceRules.Of(request).Form;
        HasProse = Sources.Any(form.IsProse);
        Tags = [.. Lines.SelectMany(form.TagsOf).Distinct(StringComparer.Ordinal)];
    }

    internal ImageItem Image { get; }

    /// <summary>The word put first; empty where there is none.</summary>
    internal string Trigger { get; }

    /// <summary>The lines that may be trained, as they are written.</summary>
    internal IReadOnlyList<string> Sources { get; }

    /// <summary>The same with rules applied and the trigger first.</summary>
    internal IReadOnlyList<string> Lines { get; }

    /// <summary>What is trained: the lines, one below the other.</summary>
    internal string Text => string.Join('\n', Lines);

    /// <summary>The rules that changed something.</summary>
    internal HashSet<TagRuleItem> Rules { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>There are sentences in it, which rules leave alone.</summary>
    internal bool HasProse { get; }

    /// <summary>The tags of all lines; none in sentences.</summary>
    internal IReadOnlyList<string> Tags { get; }
}
