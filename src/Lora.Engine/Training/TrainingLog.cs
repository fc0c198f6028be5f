using System.Globalization;
using System.Text;
using Lora.Imaging.Charts;
using Lora.Training;

namespace Lora.Engine;

/// <summary>
/// What a training reported, a step a line, as JSON lines and as a curve. No time in it: the same training gives the same bytes.
/// </summary>
internal sealed class TrainingLog
{
    private readonly List<TrainingProgress> _steps = [];
    private readonly List<ValidationLoss> _validations = [];

    /// <summary>Every step of the training, those before it went on too.</summary>
    internal IReadOnlyList<TrainingProgress> Steps => _steps;

    /// <summary>In the order of their steps.</summary>
    internal IReadOnlyList<ValidationLoss> Validations => _validations;

    /// <summary>The lowest, of equal ones the first; null where nothing is validated.</summary>
    internal ValidationLoss? Lowest => _validations.Count == 0 ? null : _validations.MinBy(validation => validation.Loss);

    /// <summary>
    /// Lines as <c>{"step":1,"epoch":1,"loss":0.1,"average_loss":0.1,"unet_lr":0.0005,"text_encoder_lr":null}</c>, with <c>"unet_d":1e-5</c> where
    /// the optimizer finds its rate itself, and behind the step that it follows
    /// <c>{"step":35,"epoch":1,"validation_loss":0.1}</c>.
    /// </summary>
    internal string Text
    {
        get
        {
            var validations = _validations.ToLookup(validation => validation.Step);
            var lines = new StringBuilder();
            foreach (var step in _steps)
            {
                lines.Append(CultureInfo.InvariantCulture, $"{{\"step\":{step.Step},\"epoch\":{step.Epoch},")
                    .Append(CultureInfo.InvariantCulture, $"\"loss\":{step.Loss:R},\"average_loss\":{step.AverageLoss:R},")
                    .Append(CultureInfo.InvariantCulture, $"\"unet_lr\":{Number(step.RateOf("unet"))},")
                    .Append(CultureInfo.InvariantCulture, $"\"text_encoder_lr\":{Number(step.RateOf("text_encoder"))}")
                    .AppendJoin("", step.Rates.Where(rate => rate.D is not null).Select(rate => $",\"{rate.Group}_d\":{Number(rate.D)}"))
                    .AppendJoin("", step.Figures.Select(figure => $",\"{figure.Name}\":{Number(figure.Value)}")).Append("}\n");
                foreach (var (_, epoch, loss) in validations[step.Step])
                {
                    lines.Append(CultureInfo.InvariantCulture, $"{{\"step\":{step.Step},\"epoch\":{epoch},\"validation_loss\":{loss:R}}}\n");
                }
            }

            return lines.ToString();
        }
    }

    internal void Add(TrainingProgress step) => _steps.Add(step);

    internal void Add(ValidationLoss validation) => _validations.Add(validation);

    /// <summary>True for the last step of an epoch, or of the training.</summary>
    internal bool EndsEpoch(int index) => index == _steps.Count - 1 || _steps[index + 1].Epoch != _steps[index].Epoch;

    internal LineChart Curve(string name)
    {
        var raw = new ChartSeries("step", [.. _steps.Select(step => ((double)step.Step, step.Loss))], "#7090c0", Faint: true);
        ChartSeries[] series = [raw, raw.Smoothed(0.95, "smoothed", "#204080")];
        return Lowest is not { } lowest ? new($"{name}: loss", "step", "loss", series)
            : new($"{name}: loss", "step", "loss",
                [.. series, new ChartSeries("validation", [.. _validations.Select(validation => ((double)validation.Step, validation.Loss))], "#b05010")])
            {
                Marks = [(lowest.Step, FormattableString.Invariant($"lowest: epoch {lowest.Epoch}"))],
            };
    }

    private static string Number(double? value) => value is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : "null";
}
