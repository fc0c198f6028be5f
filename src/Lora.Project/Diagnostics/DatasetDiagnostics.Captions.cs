namespace Lora.Project;

// LORA2060 to LORA2079: where captions come from, what rules make of them, and what their tags show
public static partial class DatasetDiagnostics
{
    public static Descriptor MetadataWrong { get; } = new("LORA2060", Severity.Error, "Metadata file is not understood",
        "Correct it: an object with an entry { \"caption\": ..., \"tags\": ... } for each picture (docs/captions.md).",
        "A caption that is read wrongly, or of another picture, teaches what nobody wrote.");

    public static Descriptor CaptionElsewhere { get; } = new("LORA2069", Severity.Error, "Caption is a link that leads elsewhere",
        "Put the caption itself there, or the file that it leads to below the project's folder or beside the picture.",
        "A project from somebody else may link to any file of yours, whose text would then be part of the LoRA that you share.");

    public static Descriptor MetadataWithoutImage { get; } = new("LORA2061", Severity.Error, "Metadata without a picture",
        "Correct the path, put the picture there, or take the entry out; a path counts from the project, from the metadata file or from 'images'.",
        "A picture that was renamed, moved or lost is not trained, and its entry is all that is left to tell.");

    public static Descriptor SecondCaption { get; } = new("LORA2062", Severity.Warning, "Picture has two captions",
        "Take one of them out, or say with <CaptionExtension> which counts; a caption beside the picture goes before one in 'captions'.",
        "Only one is trained, and which one should not be chosen in silence.");

    public static Descriptor TagRuleWrong { get; } = new("LORA2063", Severity.Error, "Tag rule is wrong",
        "Correct it: <TagRule Include=\"name\" Action=\"...\" Tags=\"...\" />, a plain name, and what the action needs (docs/tags.md).",
        "A rule that does something else than what is meant changes every caption.");

    public static Descriptor TagRuleWithoutEffect { get; } = new("LORA2064", Severity.Message, "Tag rule changes nothing",
        "Nothing, if its tags may come later; else compare its tags with those of the captions, letter by letter.",
        "A misspelt tag is never found.");

    public static Descriptor ProseWithRules { get; } = new("LORA2065", Severity.Message, "Tag rules leave sentences alone",
        "Nothing, if they are sentences; else part the tags with <CaptionSeparator>.",
        "Rules are for tags: a sentence that is cut at its commas and put together again is another one.");

    public static Descriptor CaptionEdited { get; } = new("LORA2066", Severity.Warning, "Edited caption is not written",
        "Look at it with -t:ShowCaptions; -p:WriteEditedCaptions=true writes it all the same.",
        "What a person has changed since the last WriteCaptions is never written over unasked.");

    public static Descriptor CaptionNotWritten { get; } = new("LORA2067", Severity.Error, "Caption cannot be written",
        "Mend that, and write the captions again; those that are written stay.",
        "A caption is written as a whole or not at all.");

    public static Descriptor RulesNotStable { get; } = new("LORA2068", Severity.Warning, "Tag rules change their own result",
        "Put the rules in another order, so that none brings a tag that an earlier one takes out.",
        "Written back, such a caption would change again in every build; so it is not written.");

    public static Descriptor TagOnEvery { get; } = new("LORA2070", Severity.Message, "Tags on every picture",
        "Nothing, if the trigger shall mean that too; else describe some pictures otherwise, or remove the tag.",
        "What all pictures share and what calls them is not told apart: the trigger absorbs it.");

    public static Descriptor TagOnce { get; } = new("LORA2071", Severity.Message, "Tags on one picture alone",
        "Nothing, if they are right; else write them as on other pictures, or merge them with a TagRule.",
        "A tag that is seen once is hardly learned, and often misspelt.");

    public static Descriptor ColourContradiction { get; } = new("LORA2072", Severity.Warning, "Tags contradict each other",
        "Keep the one that is right; 'heterochromia' or 'multicolored hair' say that both are.",
        "A wrong tag is the worst fault of a caption: it teaches the opposite of what the picture shows.");

    public static Descriptor CaptionTokens { get; } = new("LORA2073", Severity.Message, "Long captions",
        "Nothing; <MaxTokenLength> says how many tokens are read.",
        "What stands behind the last token that is read is never seen in training.");

    public static Descriptor TriggerMissing { get; } = new("LORA2074", Severity.Warning, "Trigger is missing in some captions",
        "Set <Trigger>, which is put first into every caption, or write it there.",
        "What a picture shows without the trigger is learned without it, and seen where nobody asked for it.");

    public static Descriptor TriggerCommon { get; } = new("LORA2075", Severity.Warning, "Trigger is a common word",
        "Use a word that nobody uses, or a common one together with such a word.",
        "The base model has a meaning for it already, which mixes with the new one wherever the word is used.");

    public static Descriptor CaptionWeighted { get; } = new("LORA2076", Severity.Warning, "Weights in captions",
        "Write the words alone.",
        "A weight is an instruction in a prompt; in a caption its parentheses and digits are trained as text, as in kohya's scripts.");

    public static Descriptor CaptionEscaped { get; } = new("LORA2077", Severity.Warning, "Backslashes before parentheses in captions",
        "Write the parentheses alone; a TagRule of the action replace does it in all captions.",
        "A prompt with \\( means a parenthesis; in a caption the backslash is trained as text, as in kohya's scripts.");

    private static IReadOnlyList<Descriptor> OfCaptions =>
    [
        MetadataWrong, MetadataWithoutImage, SecondCaption, TagRuleWrong, TagRuleWithoutEffect, ProseWithRules, CaptionEdited, CaptionNotWritten,
        RulesNotStable, TagOnEvery, TagOnce, ColourContradiction, CaptionTokens, TriggerMissing, TriggerCommon, CaptionWeighted, CaptionEscaped,
        CaptionElsewhere,
    ];
}
