import QtQuick
import Kiosk.Theme

// Text. `on` is the colour of the ground it stands on; `fit` makes long text smaller rather than cut.
Text {
    property color on: Theme.paper
    property bool fit: false
    // As numbers, for who measures the layout.
    readonly property int across: horizontalAlignment
    readonly property int down: verticalAlignment

    color: Theme.ink
    font.pixelSize: Theme.body
    fontSizeMode: fit ? Text.Fit : Text.FixedSize
    minimumPixelSize: Theme.least
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
