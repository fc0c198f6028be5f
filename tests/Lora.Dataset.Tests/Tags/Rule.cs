using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Dataset.Tests.Tags;

/// <summary>Tag rules as a project file says them.</summary>
internal static class Rule
{
    public static TagRuleItem Of(TagActionVariant action, string tags = "", string with = "") => new(
        action.Name, new Dictionary<string, string> { ["Action"] = action.Name, ["Tags"] = tags, ["With"] = with, ["File"] = "" }, "", new("x.loraproj"));

    public static TagRuleItem OfFile(TagActionVariant action) => new(
        action.Name, new Dictionary<string, string> { ["Action"] = action.Name, ["Tags"] = "", ["With"] = "", ["File"] = "x.csv" }, "", new("x.loraproj"));

    public static TagRules Set(TagForm form, params TagRuleItem[] items) => new(items, form, _ => throw new InvalidOperationException("no file"));

    public static TagRules Set(params TagRuleItem[] items) => Set(new TagForm(), items);
}
