import QtQuick
import Kiosk.Theme

// One of several, as buttons in rows; `options` are {id, name}, `value` the chosen id.
Flow {
    id: root

    property var options: []
    property string value: ""

    signal picked(string id)

    spacing: Desk.px(6)

    Repeater {
        model: root.options

        Push {
            required property var modelData

            text: modelData.name
            hint: modelData.key || ""
            look: modelData.id === root.value ? "primary" : "plain"
            Accessible.checkable: true
            Accessible.checked: modelData.id === root.value
            onClicked: root.picked(modelData.id)
        }
    }
}
