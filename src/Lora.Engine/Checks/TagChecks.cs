using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The tag report: what rules do, and what the tags of all captions show together. Numbers below which nothing is worth saying stand here.</summary>
internal sealed class TagChecks(StageRequest request, StageOutputs outputs, IReadOnlyList<TaggedCaption> captions)
{
    private const int PicturesForEvery = 5;
    private const int PicturesForOnce = 10;
    private const int NamesInAMessage = 5;
    private const int CaptionsForATrigger = 4;

    // what class pictures have in common is none of the subject
    private readonly TaggedCaption[] _subject = [.. captions.Where(caption => !caption.Image.IsRegularization)];

    internal void Check()
    {
        CheckRules();
        if (!request.AnyWrong(ProjectOptions.Trigger))
        {
            CheckTrigger();
        }

        CheckTags();
        CheckMarkup(DatasetDiagnostics.CaptionWeighted, PromptMarkup.WeightIn, "weights, as");
        CheckMarkup(DatasetDiagnostics.CaptionEscaped, PromptMarkup.EscapeIn, "backslashes before parentheses, as");
    }

    private void CheckRules()
    {
        if (captions.Count == 0)
        {
            return;
        }

        foreach (var rule in request.TagRules.Where(rule => rule.Get(TagRuleOptions.Action).LooksForTags is true
            && rule.Get(TagRuleOptions.File).Length == 0 && !captions.Any(caption => caption.Rules.Contains(rule))))
        {
            outputs.Report(DatasetDiagnostics.TagRuleWithoutEffect.At($"TagRule '{rule.Name}' finds nothing to do in {captions.Count} captions.", rule.Place));
        }

        foreach (var caption in captions.Where(caption => caption.Rules.Count > 0 && !caption.HasProse && caption.Tags.All(tag => tag == caption.Trigger)))
        {
            outputs.Report(DatasetDiagnostics.CaptionEmpty.At($"The tag rules leave nothing of the caption of '{caption.Image.Name}'.",
                caption.Image.CaptionAt(1, 1)));
        }

        TaggedCaption[] prose = [.. captions.Where(caption => caption.HasProse)];
        if (request.TagRules.Count > 0 && prose.Length > 0)
        {
            Report(DatasetDiagnostics.ProseWithRules, prose, $"{Count(prose, "has", "have")} sentences, which no tag rule changes");
        }
    }

    private void CheckTrigger()
    {
        var ofProject = request.Get(ProjectOptions.Trigger);
        foreach (var trigger in _subject.Select(caption => caption.Trigger).Append(ofProject).Distinct().Where(CommonWords.Has).Order(StringComparer.Ordinal))
        {
            outputs.Report(DatasetDiagnostics.TriggerCommon.At($"The trigger '{trigger}' is a common word.",
                trigger == ofProject ? request.PlaceOf(ProjectOptions.Trigger) : new(request.Paths.ProjectFile)));
        }

        // a word of nobody else's that begins most captions is meant as one
        TaggedCaption[] tagged = [.. _subject.Where(caption => caption.Trigger.Length == 0 && caption.Tags.Count > 0)];
        var first = tagged.GroupBy(caption => caption.Tags[0]).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        if (first is null || tagged.Length < CaptionsForATrigger || first.Count() * 4 < tagged.Length * 3 || char.IsAsciiDigit(first.Key[0])
            || CommonWords.Has(first.Key))
        {
            return;
        }

        TaggedCaption[] missing = [.. tagged.Where(caption => !caption.Tags.Contains(first.Key))];
        if (missing.Length > 0)
        {
            Report(DatasetDiagnostics.TriggerMissing, missing,
                FormattableString.Invariant($"'{first.Key}' is the first tag of {first.Count()} captions, and missing in {missing.Length}"));
        }
    }

    private void CheckTags()
    {
        var statistics = new TagStatistics(_subject.Select(caption => (caption.Tags, caption.Trigger)));
        if (statistics.Pictures >= PicturesForEvery && statistics.OnEvery is { Count: > 0 } every)
        {
            outputs.Report(DatasetDiagnostics.TagOnEvery.At(
                FormattableString.Invariant($"On every one of {statistics.Pictures} pictures: {Some(every)}."), request.Paths.ProjectFile));
        }

        if (statistics.Pictures >= PicturesForOnce && statistics.Once is { Count: > 0 } once)
        {
            outputs.Report(DatasetDiagnostics.TagOnce.At(
                FormattableString.Invariant($"{once.Count} of {statistics.Tags.Count} tags stand on one picture alone: {Some(once)}."),
                request.Paths.ProjectFile));
        }

        foreach (var caption in captions)
        {
            foreach (var tags in ColourContradictions.Find(caption.Tags))
            {
                outputs.Report(DatasetDiagnostics.ColourContradiction.At($"'{caption.Image.Name}' is tagged {Some(tags)}.", caption.Image.CaptionAt(1, 1)));
            }
        }
    }

    private void CheckMarkup(Descriptor descriptor, Func<string, string?> find, string what)
    {
        TaggedCaption[] marked = [.. captions.Where(caption => caption.Lines.Any(line => find(line) is not null))];
        if (marked.Length > 0)
        {
            var example = marked[0].Lines.Select(find).First(found => found is not null);
            Report(descriptor, marked, $"{Count(marked, "holds", "hold")} {what} '{example}'");
        }
    }

    // one finding for all of them, at the first
    private void Report(Descriptor descriptor, IReadOnlyList<TaggedCaption> found, string sentence) => outputs.Report(descriptor.At(
        $"{sentence}: {Some(found.Select(caption => caption.Image.Name))}.", found[0].Image.CaptionAt(1, 1)));

    private static string Some(IEnumerable<string> names) => NameList.Quoted(names, NamesInAMessage);

    private static string Count(IReadOnlyList<TaggedCaption> found, string one, string several) =>
        found.Count == 1 ? $"A caption {one}" : FormattableString.Invariant($"{found.Count} captions {several}");
}
