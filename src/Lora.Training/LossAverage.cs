namespace Lora.Training;

/// <summary>Mean of the last values, as many as an epoch has steps (what kohya shows as <c>avr_loss</c>).</summary>
internal sealed class LossAverage(int window)
{
    private readonly Queue<double> _values = new();

    public double Add(double value)
    {
        _values.Enqueue(value);
        if (_values.Count > window)
        {
            _values.Dequeue();
        }

        return _values.Average();
    }
}
