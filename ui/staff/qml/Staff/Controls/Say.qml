import QtQuick
import Kiosk.Theme

// Text. `on` is the colour of the ground it stands on.
Text {
    property color on: Theme.white
    readonly property int across: horizontalAlignment
    readonly property int down: verticalAlignment

    color: Theme.ink
    font.pixelSize: Desk.body
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
