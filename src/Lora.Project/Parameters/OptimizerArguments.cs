using System.Globalization;

namespace Lora.Project;

/// <summary>AdamW's options (kohya's optimizer_args). Defaults are torch's.</summary>
/// <param name="WeightDecay">0 or more.</param>
/// <param name="Beta1">In [0, 1).</param>
/// <param name="Beta2">In [0, 1).</param>
/// <param name="Epsilon">Above 0.</param>
public sealed record OptimizerArguments(double WeightDecay = 0.01, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8)
{
    /// <summary>Reads <c>weight_decay=0.01 betas=0.9,0.999 eps=1e-8</c>; null if a value is out of range.</summary>
    public static OptimizerArguments? Parse(string text)
    {
        var result = new OptimizerArguments();
        foreach (var pair in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var numbers = pair[(equals + 1)..].Split(',').Select(Number).ToArray();
            var next = (pair[..Math.Max(equals, 0)], numbers) switch
            {
                ("weight_decay", [>= 0 and var decay]) => result with { WeightDecay = decay },
                ("betas", [>= 0 and < 1 and var first, >= 0 and < 1 and var second]) => result with { Beta1 = first, Beta2 = second },
                ("eps", [> 0 and var epsilon]) => result with { Epsilon = epsilon },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            result = next;
        }

        return result;
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : double.NaN;
}
