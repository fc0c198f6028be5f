using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What the target ShowCaptions prints: each caption before and after, and which rule did what.</summary>
internal sealed class CaptionPreview(StageRequest request, ModelCaptions captions, Action<string> say)
{
    private readonly TagForm _form = SourceRules.Of(request).Form;
    private int _changed;
    private int _prose;

    internal void Print()
    {
        foreach (var image in request.Images)
        {
            Print(image);
        }

        var prose = _prose > 0 && request.TagRules.Count > 0 ? FormattableString.Invariant($"; rules leave {_prose} alone, which have sentences") : "";
        var rules = Count(request.TagRules.Count, "rule");
        say(FormattableString.Invariant($"{Count(request.Images.Count, "caption")}, {_changed} of them changed by {rules} and the trigger{prose}."));
    }

    /// <summary>A number and its word.</summary>
    internal static string Count(int number, string one) => FormattableString.Invariant($"{number} {one}{(number == 1 ? "" : "s")}");

    private void Print(ImageItem image)
    {
        var isMade = captions.IsMade(image);
        var source = isMade ? "from a model" : image.ClassTokens.Length > 0 ? "class tokens"
            : Path.GetRelativePath(request.Paths.ProjectDirectory, image.CaptionPath).Replace('\\', '/')
            + (image.CaptionPlace is { } place ? FormattableString.Invariant($", line {place.Line}") : "");
        say($"{image.Name} ({(isMade || image.CaptionSha256.Length > 0 ? source : "no caption")})");
        if ((!isMade && image.CaptionSha256.Length == 0) || captions.Read(image) is not { } caption)
        {
            return;
        }

        var lines = SourceCaption.Lines(caption, request);
        var (changes, prose) = (false, false);
        foreach (var line in lines)
        {
            changes |= Print(line, image);
            prose |= _form.IsProse(line);
        }

        _changed += changes ? 1 : 0;
        _prose += prose ? 1 : 0;
    }

    private bool Print(string before, ImageItem image)
    {
        var steps = new List<TagStep>();
        var after = SourceCaption.Tagged(before, image, request, steps.Add);
        if (after == before)
        {
            say($"  = {before}");
            return false;
        }

        say($"  - {before}");
        say($"  + {after}");
        foreach (var step in steps)
        {
            say($"      {step.Rule.Name} ({step.Rule.Get(TagRuleOptions.Action)}): {Words(step)}");
        }

        if (steps.Count == 0 || after != steps[^1].After)
        {
            say($"      Trigger: {SourceCaption.TriggerOf(image, request)} first");
        }

        return true;
    }

    private string Words(TagStep step)
    {
        var (before, after) = (_form.TagsOf(step.Before).ToList(), _form.TagsOf(step.After).ToList());
        foreach (var tag in before.Where(after.Contains).ToArray())
        {
            before.Remove(tag);
            after.Remove(tag);
        }

        string[] words = [.. before.Select(tag => $"-{tag}"), .. after.Select(tag => $"+{tag}")];
        return words.Length == 0 ? "another order" : string.Join(", ", words);
    }
}
