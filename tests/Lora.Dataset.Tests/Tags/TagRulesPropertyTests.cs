using FsCheck;
using FsCheck.Fluent;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Dataset.Tests.Tags;

/// <summary>What holds for any caption and any rule.</summary>
public sealed class TagRulesPropertyTests
{
    private static readonly TagForm[] Forms = [new(), new(Mark: "|||"), new(Wildcards: true), new(Separator: ";"), new("::", "|||", true)];

    private static Gen<string> Tag => Gen.Elements("a", "b", "c", "red hat", "hat", "long hair", "hair", "^_^", @"x \(y\)", "{a|b}", "größe");

    private static Gen<string> Line(TagForm form) =>
        from tags in Gen.ListOf(Tag, 8)
        from between in Gen.ListOf(Gen.Elements(form.Separator, form.Separator + " ", form.Mark.Length > 0 ? form.Mark : form.Separator), tags.Count + 1)
        select string.Concat(tags.Zip(between, (tag, separator) => tag + separator));

    private static Gen<TagRuleItem> AnyRule(TagForm form) =>
        from action in Gen.Elements<TagActionVariant>([.. TagActions.All])
        from tags in Gen.ListOf(action.LooksForTags is true ? Gen.OneOf(Tag, Gen.Elements("*hat", "*a*", "h*r")) : Tag, 2)
        from with in Gen.ListOf(Tag, 2)
        select Rule.Of(action, string.Join(form.Separator, tags), string.Join(form.Separator, with));

    private static Gen<(TagForm Form, string Line, TagRuleItem Rule)> Cases =>
        from form in Gen.Elements(Forms)
        from line in Line(form)
        from rule in AnyRule(form)
        select (form, line, rule);

    [Fact]
    public void NoRule_ChangesNoCharacter() => Check(Cases, one => Rule.Set(one.Form).Apply(one.Line) == one.Line);

    [Fact]
    public void RuleThatFindsNothing_ChangesNoCharacter() =>
        Check(Cases, one => Rule.Set(one.Form, Rule.Of(TagActions.Remove, "nowhere"), Rule.Of(TagActions.Merge, "a", "nowhere")).Apply(one.Line) == one.Line);

    [Fact]
    public void AnyRule_AppliedTwice_DoesNoMore() => Check(Cases, one =>
    {
        var rules = Rule.Set(one.Form, one.Rule);
        var once = rules.Apply(one.Line);
        return rules.Apply(once) == once;
    });

    [Fact]
    public void NoTagIsLost_SaveByARuleThatNamesIt() => Check(Cases, one =>
    {
        var action = one.Rule.Get(TagRuleOptions.Action);
        var pattern = new TagPattern([.. one.Form.Split(one.Rule.Get(TagRuleOptions.Tags))]);
        var (before, after) = (Tags(one.Form, one.Line), Tags(one.Form, Rule.Set(one.Form, one.Rule).Apply(one.Line)));
        var mayGo = action == TagActions.Remove || action == TagActions.Replace || action == TagActions.Merge;
        return before.All(tag => after.Contains(tag) || (mayGo && pattern.Matches(tag)));
    });

    [Fact]
    public void NoTagComes_SaveOneThatTheRuleNames() => Check(Cases, one =>
    {
        var named = one.Form.Split(one.Rule.Get(TagRuleOptions.Tags)).Concat(one.Form.Split(one.Rule.Get(TagRuleOptions.With))).ToList();
        var before = Tags(one.Form, one.Line);
        return Tags(one.Form, Rule.Set(one.Form, one.Rule).Apply(one.Line)).All(tag => before.Contains(tag) || named.Contains(tag));
    });

    [Fact]
    public void Parts_PutTogetherAndPartedAgain_AreTheSame() => Check(Cases, one =>
    {
        var parts = TagParts.Parse(one.Line, one.Form);
        var again = TagParts.Parse(parts.Join(), one.Form);
        return again.Parts.Count == parts.Parts.Count && again.Parts.Zip(parts.Parts).All(pair => pair.First.SequenceEqual(pair.Second));
    });

    [Fact]
    public void Pattern_MatchesWhatTheStarsStandFor() => Check(
        from pieces in Gen.ListOf(Gen.Elements("", "a", "b", "ab", "*"), 5)
        from fillers in Gen.ListOf(Gen.Elements("", "a", "xyz", "b"), 5)
        select (pieces, fillers), one => new TagPattern([string.Concat(one.pieces)]).Matches(
            string.Concat(one.pieces.Zip(one.fillers, (piece, filler) => piece == "*" ? filler : piece))));

    private static List<string> Tags(TagForm form, string line) => [.. TagParts.Parse(line, form).All];

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) =>
        Prop.ForAll(cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(1234567, 89));
}
